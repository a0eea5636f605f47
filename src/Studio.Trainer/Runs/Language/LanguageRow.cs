namespace Studio.Trainer.Runs.Language;

/// <summary>One turn of a conversation to learn from.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, or another that the chat template knows.</param>
/// <param name="Content">What was said.</param>
/// <param name="Weight">0 for a turn of the assistant that is read but not learned.</param>
public sealed record RowMessage(string Role, string Content, double Weight = 1);

/// <summary>A row as tokens.</summary>
/// <param name="Ids">Its tokens, virtual ones left out.</param>
/// <param name="Learned">One for each token: whether the model is to learn to say it. Never true for the first of a document.</param>
/// <param name="Documents">Where each document of a packed row begins; null for a row of one.</param>
internal sealed record LanguageRow(int[] Ids, bool[] Learned, int[]? Documents = null)
{
    /// <summary>Tokens that the model learns to say.</summary>
    public int Count { get; } = Learned.Count(learned => learned);
}

/// <summary>Rows for a language model.</summary>
/// <param name="Rows">What is learned, or preferred.</param>
/// <param name="Rejected">Parallel to <paramref name="Rows"/> for preferences: what is not preferred.</param>
/// <param name="Report">What happened on the way.</param>
internal sealed record LanguageRows(IReadOnlyList<LanguageRow> Rows, IReadOnlyList<LanguageRow>? Rejected, LanguageReport Report)
{
    /// <summary>Parallel to <see cref="Rows"/>: the ids of what they were made from; empty for packed rows.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];
}

/// <summary>What preparing the rows came to, which is told before the run starts.</summary>
/// <param name="Documents">Rows that were given.</param>
/// <param name="Truncated">Rows that lost tokens.</param>
/// <param name="CutAnswers">Rows of which the end of the answer was lost, so that the model does not see where to stop.</param>
/// <param name="Empty">Rows left out because nothing of them is learned.</param>
/// <param name="WithoutEnd">Rows whose last learned token is none that ends an answer.</param>
/// <param name="FirstEmpty">The id of a row that was left out.</param>
internal sealed record LanguageReport(int Documents, int Truncated, int CutAnswers, int Empty, int WithoutEnd, string? FirstEmpty);
