using System.Diagnostics;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Speed;

/// <summary>The parts of a training step, in their order.</summary>
internal enum Phase
{
    Collate,
    Forward,
    Backward,
    Clip,
    Optimizer,
}

/// <summary>Adds up where the time of training steps goes. On a GPU it waits at the end of every phase, so only measurements have one.</summary>
internal sealed class PhaseClock(Device device)
{
    private readonly long[] _ticks = new long[Enum.GetValues<Phase>().Length];
    private long _since;

    public void Begin() => _since = Now();

    /// <summary>What passed since the last mark belongs to this phase.</summary>
    public void End(Phase phase)
    {
        long now = Now();
        _ticks[(int)phase] += now - _since;
        _since = now;
    }

    /// <summary>Share of each phase in the time of all.</summary>
    public IReadOnlyDictionary<Phase, double> Shares()
    {
        double all = Math.Max(1, _ticks.Sum());
        return Enum.GetValues<Phase>().ToDictionary(phase => phase, phase => _ticks[(int)phase] / all);
    }

    private long Now()
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
            cuda.synchronize();
        return Stopwatch.GetTimestamp();
    }
}
