namespace Studio.Trainer.Generation;

/// <summary>How a loaded model uses the machine.</summary>
public sealed record GeneratorOptions
{
    /// <summary><c>cpu</c>, <c>cuda</c>, or <c>auto</c> for the GPU where libtorch sees one.</summary>
    public string Device { get; init; } = "auto";

    /// <summary><c>fp32</c> or <c>bf16</c>; null is bf16 on a GPU and fp32 on the processor.</summary>
    public string? Precision { get; init; }

    /// <summary>Answers that are written in one batch; further requests wait for their turn.</summary>
    public int MaxBatch { get; init; } = 16;

    /// <summary>Tokens of a prompt that are read between two steps of the answers being written; four times as many where none is.</summary>
    public int PrefillTokens { get; init; } = 512;

    /// <summary>Tokens of earlier prompts that are remembered; 0 remembers none.</summary>
    public int PrefixCacheTokens { get; init; } = 16_384;

    /// <summary>Threads for tensor operations; null is the number of cores.</summary>
    public int? Threads { get; init; }
}
