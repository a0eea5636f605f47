namespace Studio.Trainer.Devices;

/// <summary>What this machine can train on: its processor, its GPUs, and whether libtorch uses them.</summary>
/// <param name="Cores">Of the processor, as many as this process may use.</param>
/// <param name="MemoryBytes">That this process may use.</param>
/// <param name="Driver">What NVIDIA's driver says.</param>
/// <param name="Torch">What libtorch says.</param>
public sealed record MachineDevices(int Cores, long MemoryBytes, NvidiaDriver Driver, TorchState Torch)
{
    /// <summary>Asks the driver and libtorch now.</summary>
    public static MachineDevices Read() => new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, NvidiaDriver.Read(), TorchState.Read());

    /// <summary><c>cuda</c> or <c>cpu</c>: where a run goes whose device is <c>auto</c>.</summary>
    public string Chosen => Torch.IsCudaAvailable ? "cuda" : "cpu";

    /// <summary>Why no GPU is used; null where one is.</summary>
    public string? WhyNoGpu
    {
        get
        {
            if (Torch.IsCudaAvailable)
                return null;
            if (Torch.Problem is { } broken)
                return $"libtorch could not be loaded: {broken}";
            if (Driver.Problem is { } problem)
                return problem;
            if (!Torch.HasCuda)
                return "The driver lists a GPU, but this build's libtorch is the one for processors.";
            return Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is { } visible
                ? $"libtorch for GPUs is loaded but finds none; CUDA_VISIBLE_DEVICES is \"{visible}\"."
                : $"libtorch for GPUs is loaded but finds none. Driver {Driver.Version} runs CUDA {Driver.Cuda ?? "of an unknown version"}; this libtorch may want a newer one.";
        }
    }

    /// <summary>What somebody who runs the server does to train on a GPU, in order; empty where one is used.</summary>
    public IReadOnlyList<string> WhatToDo
    {
        get
        {
            if (Torch.IsCudaAvailable)
                return [];
            var steps = new List<string>();
            if (Driver.Problem is not null)
                steps.Add("Install the NVIDIA driver of your GPU and check it with nvidia-smi; in a container, give the container the GPU.");
            if (!Torch.HasCuda)
                steps.Add("Build with -p:TorchBackend=cuda (by itself where the driver is present while building), or set Studio:Torch:NativePath to the folder of a libtorch with CUDA, such as torch/lib of a Python installation.");
            if (Driver.Problem is null && Torch.HasCuda)
                steps.Add("Update the NVIDIA driver, and see that CUDA_VISIBLE_DEVICES hides no GPU.");
            steps.Add("Start Studio again and look here.");
            return steps;
        }
    }
}
