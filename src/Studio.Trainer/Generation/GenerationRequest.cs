namespace Studio.Trainer.Generation;

/// <summary>What is to be written, and how.</summary>
public sealed record GenerationRequest
{
    /// <summary>The text to go on from, special tokens included.</summary>
    public required IReadOnlyList<int> PromptIds { get; init; }

    public int MaxNewTokens { get; init; } = 256;

    public SamplingSettings Sampling { get; init; } = new();

    /// <summary>Decides what is drawn; null draws anew each time.</summary>
    public int? Seed { get; init; }

    /// <summary>Texts that end the answer; they are no part of it. They may begin and end inside a token.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Goes on when the model says that it is done.</summary>
    public bool IgnoreEos { get; init; }

    /// <summary>Log-probabilities of the chosen tokens and of so many likeliest ones; null for none.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>What the answer must look like; null for free text.</summary>
    public JsonSchemaConstraint? Schema { get; init; }
}

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model said that it is done, a stop sequence came, or the schema was fulfilled.</summary>
    Stop,

    /// <summary>The number of tokens, or the model's length, was reached.</summary>
    Length,
}

/// <summary>A token and its log-probability (natural logarithm) before any sampling setting applied.</summary>
public sealed record TokenLogprob(int Id, string Token, byte[] Bytes, double Logprob, IReadOnlyList<TokenLogprob> Top);

/// <summary>The next piece of an answer. Pieces joined are the whole; the last one has a reason.</summary>
public sealed record GeneratedPiece(string Text, IReadOnlyList<int> Ids, IReadOnlyList<TokenLogprob> Logprobs, FinishReason? Finish);

/// <summary>A whole answer.</summary>
/// <param name="Text">Without special tokens and without the stop sequence.</param>
/// <param name="OutputIds">All chosen ids, the one that ended it included.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Logprobs">One for each id where they were asked for.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Those of them that need not be read again because an earlier prompt began alike.</param>
public sealed record GenerationResult(
    string Text, IReadOnlyList<int> OutputIds, FinishReason Finish, IReadOnlyList<TokenLogprob> Logprobs, int PromptTokens, int CachedTokens);

/// <summary>A request that is not answered, in a sentence that says why.</summary>
public sealed class GenerationException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where the request itself is at fault, so that asking again changes nothing.</summary>
    public bool IsRefusal { get; init; }
}
