using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

/// <summary>What became of an example's label; publish it with <see cref="Live.DatasetFeeds.Publish(LabelChange)"/> once it is committed.</summary>
public sealed record LabelChange(Guid DatasetId, long ExampleId, LabelValue From, LabelValue To)
{
    public string? Before => From.Name;

    public string? After => To.Name;

    public bool Changed => From != To;
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
    public static Task<LabelChange> SetLabelAsync(this StudioDb db, long exampleId, string? label, CancellationToken cancel = default) =>
        db.SetLabelAsync(exampleId, new LabelValue(label), cancel);

    /// <summary>The same for a label of any kind: one name, several, or spans.</summary>
    /// <exception cref="NotFoundException">The example is gone.</exception>
    /// <exception cref="InvalidInputException">The label is empty or too long, or the answer does not fit the text.</exception>
    public static async Task<LabelChange> SetLabelAsync(this StudioDb db, long exampleId, LabelValue value, CancellationToken cancel = default)
    {
        Checked(value.Name);
        var example = await db.Examples.AsNoTracking().Where(e => e.Id == exampleId)
            .Select(e => new { e.DatasetId, e.Label, e.Answer, Text = value.Answer == null ? "" : e.Text }).SingleOrDefaultAsync(cancel)
            ?? throw new NotFoundException("example");
        if (value.Answer is { } answer)
            value = new LabelValue(null, Checked(answer, example.Text, example.Answer));
        var change = new LabelChange(example.DatasetId, exampleId, new LabelValue(example.Label, example.Answer), value);
        if (!change.Changed)
            return change;
        await db.Examples.Where(e => e.Id == exampleId)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.Label, value.Name).SetProperty(e => e.Answer, value.Answer), cancel);
        var delta = (value.IsNone ? 0 : 1) - (change.From.IsNone ? 0 : 1);
        await db.AddToLabeledCountAsync(example.DatasetId, delta, cancel);
        return change;
    }

    // The words that the source gave belong to the text, whatever is marked in it.
    internal static string Checked(string answer, string text, string? before)
    {
        var parsed = ExampleAnswer.Parse(answer);
        if (parsed.Problem(text) is { } problem)
            throw new InvalidInputException(problem);
        return (parsed is { Spans: not null, Tokens: null } && before is not null ? parsed with { Tokens = ExampleAnswer.Parse(before).Tokens } : parsed).ToJson();
    }

    internal static string? Checked(string? label) => label switch
    {
        null => null,
        { Length: > MaxLength } => throw new InvalidInputException($"A label has at most {MaxLength} characters; this one has {label.Length}."),
        _ when string.IsNullOrWhiteSpace(label) => throw new InvalidInputException("A label cannot be empty. To remove it, clear it."),
        _ => label,
    };
}
