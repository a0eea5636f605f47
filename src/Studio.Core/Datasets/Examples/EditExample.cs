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
        var position = await db.Examples.Where(e => e.Id == change.ExampleId && e.DatasetId == datasetId).Select(e => (long?)e.Position).SingleOrDefaultAsync(cancel)
            ?? throw new NotFoundException("example");
        var step = new StepDescription(StepKind.Edit, $"Edited example {position + 1:N0}", "{}");
        return (await changes.RunAsync(actor, access, step, [change], cancel)).Id;
    }
}
