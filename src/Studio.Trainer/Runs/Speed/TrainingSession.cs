using System.Diagnostics;
using System.Runtime.InteropServices;
using Studio.Trainer.Devices;
using Studio.Trainer.Runs.Estimates;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Speed;

/// <summary>What some steps took.</summary>
/// <param name="Seconds">All of them together.</param>
/// <param name="Samples">Rows.</param>
/// <param name="Tokens">Padding not counted.</param>
/// <param name="Operations">By <see cref="SpeedPreset.Operations"/>.</param>
public sealed record SpeedBlock(double Seconds, int Samples, long Tokens, double Operations);

/// <summary>A model that stands ready to be trained, so that its steps can be measured in turns with another program's.</summary>
public sealed class TrainingSession : IDisposable
{
    private const int WarmUp = 3;
    private readonly SpeedSettings _settings;
    private readonly DeviceThread _thread;
    private PreparedRun? _run;
    private TrainStep? _step;
    private int _next;

    private TrainingSession(SpeedSettings settings) => (_settings, _thread) = (settings, DeviceThread.For(settings.Device));

    /// <summary>Memory that it holds: of the device, or of this process where that is the processor.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Builds the model and does the first steps, which are slower than the others.</summary>
    /// <exception cref="TrainingException">The device is not there or its memory is not enough.</exception>
    public static async Task<TrainingSession> StartAsync(SpeedSettings settings, CancellationToken cancel)
    {
        var session = new TrainingSession(settings);
        try
        {
            await session._thread.Do(device =>
            {
                set_num_threads(settings.Threads);
                long held = GpuMemory.Used();
                session._run = TrainingSpeed.Prepare(settings, device);
                session._step = new TrainStep(session._run, device);
                session.Steps(WarmUp, cancel);
                Wait(device);
                session.MemoryBytes = device.type == TorchSharp.DeviceType.CUDA ? GpuMemory.Used() - held : ProcessMemory.Peak();
                return true;
            }, cancel);
            return session;
        }
        catch (ExternalException e)
        {
            session.Dispose();
            throw new TrainingException($"libtorch could not do these steps; a smaller batch or length needs less memory. It says: {e.Message.Split('\n')[0]}", e);
        }
    }

    /// <summary>Does the steps of the settings and measures them as a whole, without waiting for the device in between.</summary>
    public Task<SpeedBlock> MeasureAsync(CancellationToken cancel) => _thread.Do(device =>
    {
        Wait(device);
        long started = Stopwatch.GetTimestamp();
        var lengths = Steps(_settings.Steps, cancel);
        Wait(device);
        return new SpeedBlock(Stopwatch.GetElapsedTime(started).TotalSeconds, lengths.Count, lengths.Sum(n => (long)n), _settings.Preset.Operations(lengths));
    }, cancel);

    public void Dispose() => _thread.Do(_ =>
    {
        _step?.Dispose();
        _run?.Dispose();
        return true;
    }, CancellationToken.None).GetAwaiter().GetResult();

    private List<int> Steps(int count, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var lengths = new List<int>();
        for (int i = 0; i < count; i++)
        {
            var passes = _run!.Plan.Passes(_next);
            _step!.Run(_next, passes, int.MaxValue, _run.Recipe.Optimizer.LearningRate, cancel);
            lengths.AddRange(passes.SelectMany(rows => rows).Select(row => _run.Train.Lengths[row]));
            _next = (_next + 1) % _settings.Steps;
        }
        return lengths;
    }

    private static void Wait(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
            cuda.synchronize();
    }
}
