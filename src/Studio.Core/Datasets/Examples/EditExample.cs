using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Examples;

/// <summary>Changes one example by hand: its text, its label or its split.</summary>
public sealed class EditExample(IDbContextFactory<StudioDb> contexts, ChangeExamples changes)
{
    private const int LongestText = Importing.Reading.RowText.MaxCharacters;

    /// <returns>The step, for undo.</returns>
    public async Task<Guid> RunAsync(Actor actor, Guid datasetId, ExampleChange change, CancellationToken cancel = default)
    {
        if (change.Text is { } text && (string.IsNullOrWhiteSpace(text) || text.Length > LongestText || text.Contains('\0', StringComparison.Ordinal)))
            throw new InvalidInputException($"A text is not empty, has at most {LongestText:N0} characters and holds no NUL character.");
        SetLabel.Checked(change.Label?.Name);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var example = await db.Examples.AsNoTracking().Where(e => e.Id == change.ExampleId && e.DatasetId == datasetId)
            .Select(e => new { e.Position, e.Text, e.Answer, e.Dialogue }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("example");
        if (change.Text is not null && example.Dialogue is not null)
            throw new InvalidInputException("This text is made of a conversation or a prompt with its answers, and is not edited by itself. Export the row, change its fields and import it again.");
        if (change is { Text: { } edited, Label: null } && example.Answer is not null)
            change = change with { Label = new LabelValue(null, Following(ExampleAnswer.Parse(example.Answer), example.Text, edited).ToJson()) };
        var step = new StepDescription(StepKind.Edit, $"Edited example {example.Position + 1:N0}", "{}");
        return (await changes.RunAsync(actor, access, step, [change], cancel)).Id;
    }

    // Spans before the first difference stay, those behind the last move along; one between them is found again if its words stand in both texts once.
    private static ExampleAnswer Following(ExampleAnswer answer, string before, string after)
    {
        if (answer.Spans is not { } spans || before == after)
            return answer;
        var (from, shortest) = (before.AsSpan().CommonPrefixLength(after), Math.Min(before.Length, after.Length));
        var behind = 0;
        while (behind < shortest - from && before[^(behind + 1)] == after[^(behind + 1)])
            behind++;
        var (to, by) = (before.Length - behind, after.Length - before.Length);
        return new ExampleAnswer(Spans: [.. spans.Select(s => s.End <= from ? s : s.Start >= to ? Moved(s, s.Start + by) : Moved(s, Found(s)))]);

        int Found(ExampleSpan span)
        {
            var words = before[span.Start..span.End];
            return Once(before, words) is not null && Once(after, words) is { } place
                ? place
                : throw new InvalidInputException($"This changes text that is marked as “{span.Label}” (“{words}”). Edit beside the mark, or give the example another label first.");
        }
    }

    private static ExampleSpan Moved(ExampleSpan span, int start) => span with { Start = start, End = start + span.End - span.Start };

    private static int? Once(string text, string words) =>
        text.IndexOf(words, StringComparison.Ordinal) is >= 0 and var at && at == text.LastIndexOf(words, StringComparison.Ordinal) ? at : null;
}
