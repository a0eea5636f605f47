using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>Rows as token ids, ready for the model.</summary>
/// <param name="Ids">Token ids of each row, special tokens included.</param>
/// <param name="TypeIds">Parallel to <paramref name="Ids"/>; null where no row is a pair or the model does not tell texts apart.</param>
/// <param name="Targets">What the rows are to be answered with.</param>
/// <param name="Truncated">Rows that were cut.</param>
internal sealed record EncodedRows(IReadOnlyList<ReadOnlyMemory<int>> Ids, IReadOnlyList<ReadOnlyMemory<int>>? TypeIds, RowTargets Targets, int Truncated) : IDisposable
{
    public int Count => Ids.Count;

    public int[] Lengths
    {
        get => field ??= [.. Ids.Select(row => row.Length)];
        init;
    }

    /// <summary>Where the tokens are; null where they are in memory.</summary>
    public Tokens.TokenFile? File { get; init; }

    /// <summary>The rows of a language model, which have no other targets; null for other tasks.</summary>
    public Language.LanguageRows? Language { get; init; }

    /// <summary>For preferences: how likely the base model found both answers of each pair.</summary>
    public IReadOnlyList<(double Chosen, double Rejected)>? Reference { get; init; }

    /// <summary>The text that belongs to each row; null for tasks that are not about pairs.</summary>
    public EncodedRows? Partners { get; init; }

    /// <summary>Rows of a language model, as the plan of a run counts them.</summary>
    public static EncodedRows Of(Language.LanguageRows rows) =>
        new([.. rows.Rows.Select((row, i) => (ReadOnlyMemory<int>)(rows.Rejected is { } rejected && rejected[i].Ids.Length > row.Ids.Length ? rejected[i].Ids : row.Ids))], null, new RowTargets(TaskKind.CausalLm, []), rows.Report.Truncated)
        {
            Language = rows,
        };

    /// <summary>The tensors of chosen rows and what they are to be answered with, in the current dispose scope.</summary>
    /// <param name="numbers">The rows.</param>
    /// <param name="padId">Stands where a row is shorter than the longest.</param>
    /// <param name="seed">Decides which words are hidden, where words are hidden.</param>
    /// <param name="device">Where the tensors are made.</param>
    public (TokenBatch Batch, Tensor Labels) Collate(int[] numbers, int padId, ulong seed, Device device) =>
        Targets.Masking is { } masking ? masking.Hide(this, numbers, padId, seed, device) : (Batch(numbers, padId, device), Targets.Of(numbers, device));

    public void Dispose()
    {
        File?.Dispose();
        Partners?.Dispose();
    }

    public TokenBatch Batch(int[] numbers, int padId, Device device) =>
        TokenBatch.From([.. numbers.Select(n => Ids[n])], TypeIds is { } types ? [.. numbers.Select(n => types[n])] : null, padId, device);
}
