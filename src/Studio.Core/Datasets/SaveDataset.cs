using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets;

/// <summary>Makes an empty dataset, or gives one another name or description.</summary>
public sealed class SaveDataset(IWriteGate gate, DatasetFeeds feeds, TimeProvider time)
{
    public Task<Guid> CreateAsync(Actor actor, Guid projectId, string name, string description, CancellationToken cancel = default) =>
        gate.WriteAsync(async (db, token) =>
        {
            var project = await db.RequireAsync(actor, projectId, Permission.EditData, token);
            var dataset = new Dataset
            {
                ProjectId = projectId, Name = await FreeNameAsync(db, projectId, null, name, token), Description = Description(description),
                CreatedById = actor.UserId, CreatedAt = time.GetUtcNow().UtcDateTime,
            };
            db.Datasets.Add(dataset);
            db.Audit(actor, new DatasetAccess(dataset.Id, projectId, project.TeamId, dataset.Name, project.Role), "dataset.create", dataset.Name, time);
            return dataset.Id;
        }, cancel);

    public async Task RenameAsync(Actor actor, Guid datasetId, string name, string description, CancellationToken cancel = default)
    {
        await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
            var dataset = await db.Datasets.SingleAsync(d => d.Id == datasetId, token);
            dataset.Name = await FreeNameAsync(db, access.ProjectId, datasetId, name, token);
            dataset.Description = Description(description);
            db.Audit(actor, access, "dataset.rename", $"{access.Name} is now {dataset.Name}", time);
        }, cancel);
        feeds.Publish(datasetId, new DatasetEvent.Changed());
    }

    private static async Task<string> FreeNameAsync(StudioDb db, Guid projectId, Guid? except, string name, CancellationToken cancel)
    {
        name = name.Trim();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            throw new InvalidInputException("A dataset's name has 1 to 100 characters on one line.");
        var taken = await db.Datasets.AnyAsync(d => d.ProjectId == projectId && d.DeletedAt == null && d.Name == name && d.Id != except, cancel);
        return taken ? throw new ConflictException($"This project already has a dataset “{name}”. Choose another name.") : name;
    }

    private static string Description(string text) =>
        text.Trim() is { Length: <= 2000 } fine ? fine : throw new InvalidInputException("A description has at most 2,000 characters.");
}
