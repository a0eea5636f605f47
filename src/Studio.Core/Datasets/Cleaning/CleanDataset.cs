using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Cleaning;

/// <summary>What cleaning would change in one example.</summary>
public sealed record CleaningSample(long ExampleId, long Position, IReadOnlyList<DiffPart> Difference);

/// <summary>What cleaning would do.</summary>
/// <param name="Examples">How many there are.</param>
/// <param name="Changed">Examples whose text would change.</param>
/// <param name="ByStep">How many each step alone would change.</param>
/// <param name="Emptied">Examples of which nothing would be left; they stay as they are.</param>
/// <param name="Marked">Examples with spans of which it is not certain where they would go; they stay as they are.</param>
/// <param name="Samples">Some that would change, spread over the dataset.</param>
public sealed record CleaningPreview(
    long Examples, long Changed, IReadOnlyDictionary<CleaningStep, long> ByStep, long Emptied, long Marked, IReadOnlyList<CleaningSample> Samples);

/// <summary>Cleans the texts of a dataset: first as a preview, then as one step of its history, which can be taken back as a whole. Snapshots stay as they are.</summary>
public sealed class CleanDataset(IDbContextFactory<StudioDb> contexts, ChangeExamples changes)
{
    private const int SamplesShown = 40;

    public async Task<CleaningPreview> PreviewAsync(Actor actor, Guid datasetId, IReadOnlySet<CleaningStep> steps, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var (byStep, samples) = (CleaningSteps.All.ToDictionary(r => r.Step, _ => 0L), new SpreadSample<(long Id, long Position, string Before, string After)>(SamplesShown));
        long examples = 0, changed = 0, emptied = 0, marked = 0;
        await foreach (var row in RowsAsync(db, datasetId, cancel))
        {
            examples++;
            foreach (var rule in CleaningSteps.All)
                byStep[rule.Step] += steps.Contains(rule.Step) && rule.Clean(row.Text) != row.Text ? 1 : 0;
            var (outcome, change) = Change(row, steps);
            emptied += outcome == Outcome.Emptied ? 1 : 0;
            marked += outcome == Outcome.Marked ? 1 : 0;
            if (change is null)
                continue;
            changed++;
            samples.Add((row.Id, row.Position, row.Text, change.Text!));
        }

        return new CleaningPreview(examples, changed, byStep, emptied, marked, [.. samples.Items.Select(s => new CleaningSample(s.Id, s.Position, WordDiff.Of(s.Before, s.After)))]);
    }

    /// <returns>The step, for undo.</returns>
    /// <exception cref="ConflictException">No text would change.</exception>
    public async Task<DatasetStep> ApplyAsync(Actor actor, Guid datasetId, IReadOnlySet<CleaningStep> steps, CancellationToken cancel = default)
    {
        if (steps.Count == 0)
            throw new InvalidInputException("Choose at least one step of cleaning.");
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var changed = new List<ExampleChange>();
        await foreach (var row in RowsAsync(db, datasetId, cancel))
        {
            if (Change(row, steps).Change is { } change)
                changed.Add(change);
        }

        if (changed.Count == 0)
            throw new ConflictException("Nothing is left to clean: no text would change.");
        var names = CleaningSteps.All.Where(r => steps.Contains(r.Step)).Select(r => r.Name.ToLowerInvariant());
        var step = new StepDescription(
            StepKind.Clean, $"Cleaned {string.Join(", ", names)}", JsonSerializer.Serialize(new { steps = steps.Order().Select(s => s.ToString()) }, JsonSerializerOptions.Web));
        return await changes.RunAsync(actor, access, step, changed, cancel);
    }

    // The text of a dialogue is made of its fields, and is not cleaned without them.
    private static IAsyncEnumerable<Row> RowsAsync(StudioDb db, Guid datasetId, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && e.Dialogue == null).OrderBy(e => e.Position)
            .Select(e => new Row(e.Id, e.Position, e.Text, e.Answer)).AsAsyncEnumerable();
    }

    private static (Outcome, ExampleChange? Change) Change(Row row, IReadOnlySet<CleaningStep> steps)
    {
        var text = CleaningSteps.Apply(row.Text, steps);
        if (text == row.Text)
            return (Outcome.Same, null);
        if (string.IsNullOrWhiteSpace(text))
            return (Outcome.Emptied, null);
        if (row.Answer is null || ExampleAnswer.Parse(row.Answer) is not { Spans: not null } answer)
            return (Outcome.Changed, new ExampleChange(row.Id, text));
        return CleanedAnswer.Follow(answer, row.Text, text, piece => CleaningSteps.Apply(piece, steps)) is { } followed
            ? (Outcome.Changed, new ExampleChange(row.Id, text, new LabelValue(null, followed.ToJson())))
            : (Outcome.Marked, null);
    }

    private enum Outcome { Same, Changed, Emptied, Marked }

    private sealed record Row(long Id, long Position, string Text, string? Answer);
}
