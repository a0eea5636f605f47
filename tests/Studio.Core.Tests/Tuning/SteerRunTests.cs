using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Steering;
using static Studio.Core.Tests.Tuning.TuningHost;

namespace Studio.Core.Tests.Tuning;

public sealed class SteerRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-steering-").FullName;
    private readonly ScriptedEngine _engine = new(held: true);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnBothEngines]
    public async Task Changes_of_a_running_job_are_obeyed_recorded_and_seen_by_everybody(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, _engine);
        var (project, id) = await RunningAsync(host, 12);
        using var viewer = await host.Get<WatchRun>().RunAsync(project.Viewer, project.Id, id, Cancel);

        await host.Get<SteerRun>().ChangeLearningRateAsync(project.Maintainer, project.Id, id, 3e-5, Cancel);
        await host.Get<SteerRun>().ChangeLengthAsync(project.Maintainer, project.Id, id, 50, null, Cancel);
        await host.UntilAsync(id, p => p.Interventions.Count(i => i.Step is not null) == 2);
        _engine.Allow(60);
        var done = await host.UntilAsync(id, p => p.Status.State == RunState.Succeeded);

        var seen = viewer.Now;
        await foreach (var batch in viewer.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            seen = batch.Changes.Aggregate(seen, RunPicture.Apply);
            if (seen.Status.State.IsFinal())
                break;
        }

        Assert.Equal((50, 50), (done.Status.TotalSteps, done.Status.Step));
        Assert.Equal([InterventionKind.LearningRate, InterventionKind.Length], seen.Interventions.Select(i => i.Kind));
        Assert.All(seen.Interventions, i => Assert.Equal(("Maja", 12), (i.By, i.Step)));
        Assert.Contains(seen.Log, l => l.Text.StartsWith("Maja set the learning rate to 3e-5, from step 13 on", StringComparison.Ordinal));
        await using var db = await host.ReadAsync();
        var stored = await InterventionView.ReadAsync(db, id, Cancel);
        Assert.Equal(seen.Interventions.Select(i => (i.Id, i.Step)), stored.Select(i => (i.Id, i.Step)));
        var final = FinalRecipe.Of(new Recipe(), stored);
        Assert.Equal((3e-5, 50), (final.Optimizer.LearningRate, final.MaxSteps));
        Assert.Equal(["run.launch", "run.learning-rate", "run.length"], await db.AuditEvents.Select(e => e.Action).Order().ToListAsync(Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_paused_run_gives_the_device_back_and_goes_on_when_resumed(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, _engine);
        var (project, id) = await RunningAsync(host, 13);

        await host.Get<SteerRun>().PauseAsync(project.Maintainer, project.Id, id, Cancel);
        var paused = await host.UntilAsync(id, p => p.Status.State == RunState.Paused && p.Interventions.All(i => i.Step is not null));
        var other = await host.LaunchAsync(project, "Another");
        _engine.Allow(ScriptedEngine.Steps);
        await host.UntilAsync(other, p => p.Status.State == RunState.Succeeded);
        Assert.Equal(RunState.Paused, (await host.UntilAsync(id, _ => true)).Status.State);
        await host.Get<SteerRun>().ResumeAsync(project.Maintainer, project.Id, id, Cancel);
        _engine.Allow(ScriptedEngine.Steps);
        var done = await host.UntilAsync(id, p => p.Status.State == RunState.Succeeded);

        Assert.Equal((13, 13, "Paused at step 13; its checkpoint is whole."), (paused.Status.CheckpointStep, paused.Interventions[0].Step, paused.Status.Error));
        Assert.Equal(Enumerable.Range(1, ScriptedEngine.Steps), done.Points.Select(p => p.Step));
        Assert.Equal([InterventionKind.Pause, InterventionKind.Resume], done.Interventions.Select(i => i.Kind));
        Assert.Null(done.Status.Error);
    }

    [Theory, OnBothEngines]
    public async Task Stopping_keeps_the_best_and_ends_as_a_success(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, _engine);
        var (project, id) = await RunningAsync(host, 17);

        await host.Get<SteerRun>().StopAsync(project.Maintainer, project.Id, id, Cancel);
        var done = await host.EndedAsync(id);

        Assert.Equal((RunState.Succeeded, 17), (done.Status.State, done.Status.Step));
        Assert.Contains(done.Log, l => l.Text == "Maja stopped it and kept the best weights after step 17.");
        var late = await Assert.ThrowsAsync<ConflictException>(() => host.Get<SteerRun>().StopAsync(project.Maintainer, project.Id, id, Cancel));
        Assert.Contains("has ended", late.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task A_full_disk_pauses_the_run_and_room_lets_it_go_on(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var (free, engine) = (1L << 40, new ScriptedEngine());
        engine.Failure = (25, new TrainingPausedException(PauseReason.DiskFull, "The checkpoint of step 25 could not be written: No space left on device."));
        await using var host = await StartAsync(database.Options, _folder, engine, freeBytes: () => Interlocked.Read(ref free));
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var before = await host.LaunchAsync(project);
        Interlocked.Exchange(ref free, 1 << 20);
        var paused = await host.UntilAsync(before, p => p.Status.State is RunState.Paused or RunState.Succeeded);

        Assert.Equal(RunState.Paused, paused.Status.State);
        Assert.Contains("The run goes on by itself once", paused.Status.Error, StringComparison.Ordinal);
        Assert.Contains(paused.Log, l => l.Level == RunLogLevel.Warning);
        Interlocked.Exchange(ref free, 1L << 40);
        var done = await host.UntilAsync(before, p => p.Status.State == RunState.Succeeded);

        Assert.Equal(Enumerable.Range(1, ScriptedEngine.Steps), done.Points.Select(p => p.Step));
        Assert.Equal(("Studio", InterventionKind.Resume), (done.Interventions[0].By, done.Interventions[0].Kind));
    }

    [Theory, OnBothEngines]
    public async Task Only_who_may_tune_steers_and_nonsense_is_refused_with_a_sentence(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, _engine);
        var (project, id) = await RunningAsync(host, 5);
        var steer = host.Get<SteerRun>();

        await Assert.ThrowsAsync<ForbiddenException>(() => steer.PauseAsync(project.Viewer, project.Id, id, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => steer.StopAsync(project.Stranger, project.Id, id, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => steer.ChangeLearningRateAsync(project.Maintainer, project.Id, id, double.NaN, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => steer.ChangeLengthAsync(project.Maintainer, project.Id, id, 3, null, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => steer.ChangeLengthAsync(project.Maintainer, project.Id, id, 60, 2, Cancel));
        await Assert.ThrowsAsync<ConflictException>(() => steer.ResumeAsync(project.Maintainer, project.Id, id, Cancel));
        await host.Get<CancelRun>().RunAsync(project.Maintainer, project.Id, id, Cancel);
        await host.EndedAsync(id);
        await Assert.ThrowsAsync<ConflictException>(() => steer.PauseAsync(project.Maintainer, project.Id, id, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_waiting_run_can_be_paused_changed_resumed_and_cancelled(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, _engine, worker: false);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);
        var steer = host.Get<SteerRun>();

        await steer.PauseAsync(project.Maintainer, project.Id, id, Cancel);
        await steer.ChangeLearningRateAsync(project.Maintainer, project.Id, id, 1e-4, Cancel);
        var paused = await host.UntilAsync(id, p => p.Status.State == RunState.Paused);
        await steer.ResumeAsync(project.Maintainer, project.Id, id, Cancel);
        await host.UntilAsync(id, p => p.Status.State == RunState.Queued);
        await steer.PauseAsync(project.Maintainer, project.Id, id, Cancel);
        await host.Get<CancelRun>().RunAsync(project.Maintainer, project.Id, id, Cancel);

        Assert.True(paused.Interventions[1].IsWaiting);
        Assert.Equal(RunState.Cancelled, (await host.EndedAsync(id)).Status.State);
    }

    private async Task<(TuningProject Project, Guid Run)> RunningAsync(TuningHost host, int steps)
    {
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);
        _engine.Allow(steps);
        await host.UntilAsync(id, p => p.Status.Step == steps);
        return (project, id);
    }
}
