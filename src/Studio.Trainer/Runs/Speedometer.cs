using System.Diagnostics;

namespace Studio.Trainer.Runs;

/// <summary>Rows and tokens per second over the last few steps.</summary>
internal sealed class Speedometer
{
    private const int Window = 20;
    private readonly Queue<(long At, int Rows, long Tokens)> _steps = new();
    private long _since = Stopwatch.GetTimestamp();

    public (double Rows, double Tokens) Count(int rows, long tokens)
    {
        long now = Stopwatch.GetTimestamp();
        _steps.Enqueue((now, rows, tokens));
        if (_steps.Count > Window)
            _since = _steps.Dequeue().At;
        double seconds = Math.Max(1e-9, Stopwatch.GetElapsedTime(_since, now).TotalSeconds);
        return (_steps.Sum(s => s.Rows) / seconds, _steps.Sum(s => s.Tokens) / seconds);
    }

    /// <summary>Time that went into something else than steps does not count.</summary>
    public void Restart()
    {
        _steps.Clear();
        _since = Stopwatch.GetTimestamp();
    }
}
