using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using static Studio.Core.Tests.Tuning.TuningHost;

namespace Studio.Core.Tests.Tuning;

public sealed class PreflightTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-preflight-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_rows_are_counted_by_label_and_texts_in_two_splits_are_found()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var preflight = host.Get<Preflight>();

        // The snapshots of this host hold the same eight rows in every split.
        var report = await preflight.RunAsync(project.Viewer, project.Id, project.SnapshotId, "scratch", "sequence-classification", Cancel);

        Assert.Equal([new LabelCount("no", 4), new LabelCount("yes", 4)], report.Labels);
        Assert.Equal((8, 8), (report.ValidationAlsoInTrain, report.TestAlsoInTrain));
        Assert.Equal(8, report.Lengths.Sorted.Count);
        await Assert.ThrowsAsync<NotFoundException>(() => preflight.RunAsync(project.Stranger, project.Id, project.SnapshotId, "scratch", "sequence-classification", Cancel));
        await Assert.ThrowsAsync<InvalidRecipeException>(() => preflight.RunAsync(project.Viewer, project.Id, project.SnapshotId, "/etc", "sequence-classification", Cancel));
    }
}
