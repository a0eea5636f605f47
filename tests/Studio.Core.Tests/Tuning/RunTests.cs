using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;
using static Studio.Core.Tests.Tuning.TuningHost;

namespace Studio.Core.Tests.Tuning;

public sealed class RunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-tuning-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnBothEngines]
    public async Task A_run_is_recorded_whole_and_a_late_viewer_sees_what_an_early_one_saw(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var engine = new ScriptedEngine(held: true);
        await using var host = await StartAsync(database.Options, _folder, engine);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);
        using var early = await host.Get<WatchRun>().RunAsync(project.Viewer, project.Id, id, Cancel);
        engine.Allow(ScriptedEngine.Steps);
        await host.EndedAsync(id);

        using var late = await host.Get<WatchRun>().RunAsync(project.Viewer, project.Id, id, Cancel);
        var seen = early.Now;
        await foreach (var batch in early.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            seen = batch.Changes.Aggregate(seen, RunPicture.Apply);
            if (seen.Status.State.IsFinal())
                break;
        }

        Assert.Equal(RunState.Succeeded, seen.Status.State);
        Assert.Equal(Enumerable.Range(1, ScriptedEngine.Steps), seen.Points.Select(p => p.Step));
        Assert.Equal(seen.Points, late.Now.Points);
        Assert.Equal(seen.Log, late.Now.Log);
        Assert.Equal([10, 20, 30, 40], late.Now.Evaluations.Select(e => e.Step));
        await using var db = await host.ReadAsync();
        var stored = await RunHistory.ReadAsync(db, await db.Runs.SingleAsync(Cancel));
        Assert.Equal(seen.Points, stored.Points);
        Assert.Equal(seen.Log.Select(l => l.Text), stored.Log.Select(l => l.Text));
        Assert.Equal(0.4, stored.Status.BestMetrics["accuracy"]);
        var numbers = seen.Points.Select(p => p.Sequence).Concat(seen.Evaluations.Select(e => e.Sequence)).Concat(seen.Log.Select(l => l.Sequence));
        Assert.Equal(Enumerable.Range(1, (int)seen.Sequence).Select(n => (long)n), numbers.Order());
    }

    [Theory, OnBothEngines]
    public async Task Cancelling_answers_within_a_step_and_the_run_can_go_on_from_its_checkpoint(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var engine = new ScriptedEngine(held: true);
        await using var host = await StartAsync(database.Options, _folder, engine);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);
        engine.Allow(15);
        await host.UntilAsync(id, p => p.Status.Step == 15);

        await host.Get<CancelRun>().RunAsync(project.Maintainer, project.Id, id, Cancel);
        var cancelled = await host.EndedAsync(id);

        Assert.Equal((RunState.Cancelled, 15, 10), (cancelled.Status.State, cancelled.Status.Step, cancelled.Status.CheckpointStep));
        engine.Allow(ScriptedEngine.Steps);
        await host.Get<ContinueRun>().RunAsync(project.Maintainer, project.Id, id, Cancel);
        var done = await host.UntilAsync(id, p => p.Status.State == RunState.Succeeded);
        Assert.Equal(Enumerable.Range(1, ScriptedEngine.Steps), done.Points.Select(p => p.Step));
        Assert.Contains(done.Log, l => l.Text.Contains("checkpoint of step 10", StringComparison.Ordinal));
    }

    [Theory, OnBothEngines]
    public async Task A_waiting_run_is_cancelled_at_once(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);

        await host.Get<CancelRun>().RunAsync(project.Maintainer, project.Id, id, Cancel);

        Assert.Equal(RunState.Cancelled, (await host.EndedAsync(id)).Status.State);
        await Assert.ThrowsAsync<ConflictException>(() => host.Get<CancelRun>().RunAsync(project.Maintainer, project.Id, id, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_failed_run_says_why_and_what_was_kept_and_goes_on_from_there(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var engine = new ScriptedEngine { Failure = (25, new TrainingException("The loss is not a number since step 25. Lower the learning rate.")) };
        await using var host = await StartAsync(database.Options, _folder, engine);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);

        var failed = await host.EndedAsync(id);

        Assert.Equal(RunState.Failed, failed.Status.State);
        Assert.Equal("The loss is not a number since step 25. Lower the learning rate.", failed.Status.Error);
        Assert.Contains("checkpoint of step 20 is kept", failed.Log[^1].Text, StringComparison.Ordinal);
        await host.Get<ContinueRun>().RunAsync(project.Maintainer, project.Id, id, Cancel);
        var done = await host.UntilAsync(id, p => p.Status.State == RunState.Succeeded);
        Assert.Null(done.Status.Error);
        Assert.Equal(Enumerable.Range(1, ScriptedEngine.Steps), done.Points.Select(p => p.Step));
    }

    [Theory, OnBothEngines]
    public async Task What_a_run_stands_on_is_checked_before_it_is_launched(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>(), trainRows: 0);

        var mistake = await Assert.ThrowsAsync<InvalidRecipeException>(() => host.LaunchAsync(project));
        Assert.Equal("snapshot", Assert.Single(mistake.Problems).Field);
        var launch = host.Get<LaunchRun>();
        var hidden = new LaunchRequest(project.SnapshotId, new Recipe { BaseModel = "/etc" });
        var refused = await Assert.ThrowsAsync<InvalidRecipeException>(() => launch.RunAsync(project.Maintainer, project.Id, hidden, Cancel));
        Assert.Equal("base_model", Assert.Single(refused.Problems).Field);
        await Assert.ThrowsAsync<ForbiddenException>(() => launch.RunAsync(project.Viewer, project.Id, hidden, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => launch.RunAsync(project.Stranger, project.Id, hidden, Cancel));
    }
}
