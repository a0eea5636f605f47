using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

/// <summary>What became of an example's label; publish it with <see cref="Live.DatasetFeeds.Publish(LabelChange)"/> once it is committed.</summary>
public sealed record LabelChange(Guid DatasetId, long ExampleId, string? Before, string? After)
{
    public bool Changed => Before != After;
}

/// <summary>The one way to set a label, for whoever already holds a write of their own: labels and counts change together or not at all.</summary>
public static class SetLabel
{
    public const int MaxLength = 200;

    /// <summary>
    /// Sets the label, or takes it away when it is null. The context is the one that the write gate gave: the change is part of its transaction.
    /// The caller has checked that whoever asks may do it.
    /// </summary>
    /// <exception cref="NotFoundException">The example is gone.</exception>
    /// <exception cref="InvalidInputException">The label is empty or too long.</exception>
    public static async Task<LabelChange> SetLabelAsync(this StudioDb db, long exampleId, string? label, CancellationToken cancel = default)
    {
        var after = Checked(label);
        var example = await db.Examples.AsNoTracking().Where(e => e.Id == exampleId)
            .Select(e => new { e.DatasetId, e.Label }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("example");
        var change = new LabelChange(example.DatasetId, exampleId, example.Label, after);
        if (!change.Changed)
            return change;
        await db.Examples.Where(e => e.Id == exampleId).ExecuteUpdateAsync(set => set.SetProperty(e => e.Label, after), cancel);
        var delta = (after is null ? 0 : 1) - (example.Label is null ? 0 : 1);
        await db.AddToLabeledCountAsync(example.DatasetId, delta, cancel);
        return change;
    }

    internal static string? Checked(string? label) => label switch
    {
        null => null,
        { Length: > MaxLength } => throw new InvalidInputException($"A label has at most {MaxLength} characters; this one has {label.Length}."),
        _ when string.IsNullOrWhiteSpace(label) => throw new InvalidInputException("A label cannot be empty. To remove it, clear it."),
        _ => label,
    };
}
