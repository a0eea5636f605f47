using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Augmenting;

namespace Studio.Core.Tuning.Previews;

/// <summary>A training row and a copy as augmentation would change it.</summary>
public sealed record AugmentedPair(string Original, string Changed);

/// <summary>Shows what a recipe's augmentation would do to the first training rows of a snapshot.</summary>
public sealed class AugmentationPreview(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots)
{
    private const int Rows = 5;

    /// <returns>Nothing where the recipe changes no rows or cannot run as it is.</returns>
    public async Task<IReadOnlyList<AugmentedPair>> RunAsync(Actor actor, Guid projectId, Guid snapshotId, Recipe recipe, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var hash = await db.Snapshots.Where(s => s.Id == snapshotId && s.Dataset.ProjectId == projectId)
            .Select(s => s.Hash).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("snapshot");
        if (recipe.Augmentation is null || RecipeValidation.Check(recipe).Any(p => p.Field.StartsWith("augmentation", StringComparison.Ordinal)))
            return [];
        return await Task.Run<IReadOnlyList<AugmentedPair>>(
            () => [.. AugmentedRows.Sample(snapshots.Open(hash, DatasetSplit.Train), recipe, Rows).Select(p => new AugmentedPair(Words(p.Row), Words(p.Copy)))], cancel);
    }

    private static string Words(TrainingRow row) =>
        row.Tokens is { } tokens ? string.Join(' ', tokens) : row.TextPair is null ? row.Text : $"{row.Text} ⏐ {row.TextPair}";
}
