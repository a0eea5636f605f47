namespace Studio.Core.Models.Serving.Hosting;

/// <summary>How models are kept for those who ask them, under <c>Studio:Serving:Models</c>.</summary>
public sealed record HostingOptions
{
    /// <summary>Memory for loaded models with what they remember, in bytes; null is half of what this machine lets the process have.</summary>
    public long? Bytes { get; init; }

    /// <summary><c>fp32</c>, <c>bf16</c>; null is bf16 on a GPU and fp32 on the processor.</summary>
    public string? Precision { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>A model that nobody asked for so long is let go.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a request waits for its model to be loaded before it is told to come again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Answers that are written in one batch; further ones wait for their turn.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Tokens of one text that memory is planned for; texts may be longer.</summary>
    public int PlannedTokens { get; init; } = 2048;

    /// <summary>Threads for tensor operations; null is the number of cores.</summary>
    public int? Threads { get; init; }

    internal long Limit => Bytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public void Check()
    {
        if (Bytes <= 0 || Idle <= TimeSpan.Zero || Patience < TimeSpan.Zero || Batch is < 1 or > 1024 || PlannedTokens < 1 || Threads <= 0)
            throw new InvalidInputException("Studio:Serving:Models: Bytes, Idle, Batch (at most 1024), PlannedTokens and Threads must be greater than 0.");
        if (Precision is not (null or "fp32" or "bf16"))
            throw new InvalidInputException($"Studio:Serving:Models:Precision is {Precision}; it is fp32 or bf16.");
        if (Device is not ("auto" or "cpu" or "cuda"))
            throw new InvalidInputException($"Studio:Serving:Models:Device is {Device}; it is auto, cpu or cuda.");
    }
}
