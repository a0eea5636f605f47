namespace Studio.Core.Models.Serving.Limits;

/// <summary>What one key asked of one model on one day (UTC). No text of anybody's stands here.</summary>
public sealed class KeyUsage
{
    public required Guid KeyId { get; init; }
    public required DateOnly Day { get; init; }
    public required string Model { get; init; }
    public required Guid TeamId { get; init; }
    public long Requests { get; set; }
    public long PromptTokens { get; set; }
    public long CompletionTokens { get; set; }
    public DateTime LastAt { get; set; }
}
