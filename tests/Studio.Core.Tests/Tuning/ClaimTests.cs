using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;
using static Studio.Core.Tests.Tuning.TuningHost;

namespace Studio.Core.Tests.Tuning;

public sealed class ClaimTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-claims-").FullName;
    private readonly ShiftedTime _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnBothEngines]
    public async Task Two_workers_race_and_each_run_is_trained_once(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var (first, second) = (new ScriptedEngine(), new ScriptedEngine());
        await using var one = await StartAsync(database.Options, _folder, first);
        await using var two = await StartAsync(database.Options, _folder, second);
        var project = await TuningProject.CreateAsync(one.Get<IWriteGate>());

        var runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? one : two).LaunchAsync(project)));
        await using var db = await one.ReadAsync();
        while (await db.Runs.AnyAsync(r => r.State != RunState.Succeeded, Cancel))
            Cancel.ThrowIfCancellationRequested();

        var trained = first.Trained.Concat(second.Trained).ToList();
        Assert.Equal(runs.Length, trained.Count);
        Assert.Equal(runs.Length, trained.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, runs.Length), await db.Runs.Select(r => r.Number).Order().ToListAsync(Cancel));
        Assert.Equal(runs.Length * ScriptedEngine.Steps, await db.RunPoints.CountAsync(Cancel));
        Assert.All(await db.Runs.Select(r => r.Fence).ToListAsync(Cancel), fence => Assert.Equal(1, fence));
    }

    [Theory, OnBothEngines]
    public async Task A_worker_that_slept_too_long_writes_nothing_more(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false, _time);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);
        var queue = Queue(host);
        var slept = (await queue.ClaimAsync(Worker(), Cancel))!;
        Assert.Null(await queue.ClaimAsync(Worker(), Cancel));

        _time.Shift += TimeSpan.FromMinutes(1);
        var awake = (await queue.ClaimAsync(Worker(), Cancel))!;

        Assert.Equal((id, slept.Fence + 1, 1), (awake.Id, awake.Fence, awake.Interruptions));
        await Assert.ThrowsAsync<LeaseLostException>(() => queue.RenewAsync(new RunAttemptKey(id, slept.Fence), Cancel));
        using var hold = await host.Get<RunFeeds>().HoldAsync(id);
        await using var lease = queue.Hold(new RunAttemptKey(id, slept.Fence), NullLogger.Instance);
        await using (var recorder = new RunRecorder(
            slept, new RunOrders(id, host.Get<IDbContextFactory<StudioDb>>()), hold.Feed, host.Get<RunFeeds>(), lease, host.Get<IWriteGate>(), new TuningOptions(), _time, NullLogger.Instance))
        {
            recorder.Report(new StepCompleted(1, 0.1, 9, 1, 1, 1, 1, 1));
            await Assert.ThrowsAsync<LeaseLostException>(() => recorder.WriteAsync(journal => RunEnd.Succeeded(journal, DateTime.UtcNow)));
        }

        Assert.True(lease.IsLost && lease.Ended.IsCancellationRequested);
        await using var db = await host.ReadAsync();
        Assert.Empty(await db.RunPoints.ToListAsync(Cancel));
        Assert.Equal((RunState.Running, awake.Fence), await db.Runs.Select(r => new ValueTuple<RunState, long>(r.State, r.Fence)).SingleAsync(Cancel));
        Assert.Empty(hold.Feed.Live.Current.Points);
    }

    [Theory, OnBothEngines]
    public async Task The_run_of_a_process_that_died_is_claimed_without_waiting_for_the_lease(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        await host.LaunchAsync(project);
        var (queue, storage) = (Queue(host), host.Get<StorageRoot>());
        var (dying, other) = (Worker(), Worker());
        await using (new WorkerLocks(storage).Hold(dying))
        {
            await queue.ClaimAsync(dying, Cancel);
            Assert.Null(await queue.ClaimAsync(other, Cancel));
        }

        // A killed process leaves its file behind without a lock on it.
        await File.WriteAllTextAsync(storage.Worker(Guid.Parse(dying)), "", Cancel);
        Assert.NotNull(await queue.ClaimAsync(other, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_stop_in_good_order_hands_the_run_back_and_the_next_start_goes_on(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Guid id;
        var engine = new ScriptedEngine(held: true);
        await using (var first = await StartAsync(database.Options, _folder, engine))
        {
            id = await first.LaunchAsync(await TuningProject.CreateAsync(first.Get<IWriteGate>()));
            engine.Allow(23);
            await first.UntilAsync(id, p => p.Status.Step == 23);
        }

        await using var second = await StartAsync(database.Options, _folder, new ScriptedEngine());
        var done = await second.UntilAsync(id, p => p.Status.State == RunState.Succeeded);

        Assert.Equal(Enumerable.Range(1, ScriptedEngine.Steps), done.Points.Select(p => p.Step));
        Assert.Equal(done.Points.Select(p => p.Sequence).Order(), done.Points.Select(p => p.Sequence));
        Assert.Equal(2, done.Status.Attempt);
        await using var db = await second.ReadAsync();
        Assert.Equal(0, await db.Runs.Select(r => r.Interruptions).SingleAsync(Cancel));
    }

    private RunQueue Queue(TuningHost host) => new(
        host.Get<IWriteGate>(), host.Get<IDbContextFactory<StudioDb>>(), new WorkerLocks(host.Get<StorageRoot>()), new TuningOptions(), _time);

    private static string Worker() => Guid.NewGuid().ToString("N");

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
