using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Sessions;

/// <summary>A dataset that a session could be over.</summary>
public sealed record LabelableDataset(Guid Id, string Name, long ExampleCount, long LabeledCount);

/// <summary>A schema of another session, to be used again.</summary>
public sealed record ReusableSchema(Guid Id, string Name, LabelingKind Kind, IReadOnlyList<string> Labels);

/// <summary>What the form for a new session needs to know.</summary>
public sealed class PrepareLabelingSession(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<LabelableDataset>> DatasetsAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.EditData, cancel);
        return await db.DatasetsOf(actor).AsNoTracking().Where(d => d.ProjectId == projectId).OrderByDescending(d => d.CreatedAt)
            .Select(d => new LabelableDataset(d.Id, d.Name, d.ExampleCount, d.LabeledCount)).ToListAsync(cancel);
    }

    public async Task<IReadOnlyList<ReusableSchema>> SchemasAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.EditData, cancel);
        return await db.LabelSchemas.AsNoTracking().Where(s => s.ProjectId == projectId).OrderByDescending(s => s.CreatedAt)
            .Select(s => new ReusableSchema(s.Id, s.Name, s.Kind, s.Labels.Where(l => l.RetiredAt == null).OrderBy(l => l.Order).Select(l => l.Name).ToList()))
            .ToListAsync(cancel);
    }

    /// <summary>The labels that the dataset has already, the first thousand by name.</summary>
    public async Task<IReadOnlyList<string>> LabelsAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var labels = await db.Examples.Where(e => e.DatasetId == datasetId && e.Label != null).Select(e => e.Label!).Distinct().OrderBy(l => l).Take(1000).ToListAsync(cancel);
        return [.. labels.Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>How many examples a choice takes.</summary>
    public async Task<int> CountAsync(Actor actor, Guid datasetId, TaskSelection selection, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var all = await selection.Apply(db, datasetId).CountAsync(cancel);
        return Math.Min(all, selection.Sample ?? all);
    }
}
