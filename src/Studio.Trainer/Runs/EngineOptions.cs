namespace Studio.Trainer.Runs;

/// <summary>How the engine uses the machine. Nothing here changes what a recipe learns, but for <see cref="Threads"/>.</summary>
public sealed record EngineOptions
{
    /// <summary><c>cpu</c>, <c>cuda</c>, or <c>auto</c> for the GPU where libtorch sees one.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads for tensor operations. The same number gives the same weights on the same machine: sums are split by it. The default is the
    /// number of cores, in the web studio and on the command line alike.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Lets everything else of this machine go before the threads that share the engine's tensor operations, as in a process that also answers people.
    /// On Linux.
    /// </summary>
    public bool GivesWay { get; init; }

    /// <summary>A checkpoint is saved at every evaluation, and besides when this time has passed since the last.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that a run may take at most; null is what the device has.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Called at the named moments of a checkpoint's save; tests end the process or the run there.</summary>
    internal Action<string>? CheckpointPassing { get; init; }

    /// <summary>Called before each forward pass with the 0-based step and its rows; tests run out of memory there.</summary>
    internal Action<int, int>? PassBegins { get; init; }
}
