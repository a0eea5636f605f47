using System.Collections.Concurrent;
using Studio.Trainer.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>
/// The one thread of a device. Gradient mode, dispose scopes and the processor's random numbers are the thread's or the process's, so
/// everything that trains on a device is done here, one after the other.
/// </summary>
internal sealed class DeviceThread
{
    private static readonly ConcurrentDictionary<DeviceType, DeviceThread> All = new();
    private readonly BlockingCollection<Action<Device>> _queue = [];

    private DeviceThread(DeviceType type)
    {
        var device = new Device(type);
        new Thread(() => Serve(device)) { IsBackground = true, Name = $"engine {type}" }.Start();
    }

    /// <exception cref="TrainingException">The device is not there.</exception>
    public static DeviceThread For(string name)
    {
        Libtorch.Load();
        bool gpu = name != "cpu" && cuda.is_available();
        if (name == "cuda" && !gpu)
            throw new TrainingException("There is no GPU that libtorch can use. Set the device to \"cpu\" or \"auto\", or install the NVIDIA driver and build with TorchBackend=cuda.");
        return All.GetOrAdd(gpu ? DeviceType.CUDA : DeviceType.CPU, type => new(type));
    }

    /// <summary>Does the work once everything before it is done.</summary>
    public Task<T> Do<T>(Func<Device, T> work, CancellationToken cancel)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(device =>
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                completion.SetResult(work(device));
            }
            catch (OperationCanceledException)
            {
                completion.SetCanceled(cancel);
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        }, CancellationToken.None);
        return completion.Task;
    }

    private void Serve(Device device)
    {
        foreach (var work in _queue.GetConsumingEnumerable())
            work(device);
    }
}
