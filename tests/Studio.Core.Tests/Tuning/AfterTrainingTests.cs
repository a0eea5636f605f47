using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using static Studio.Core.Tests.Tuning.TuningHost;

namespace Studio.Core.Tests.Tuning;

public sealed class AfterTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-after-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnBothEngines]
    public async Task The_steps_run_in_their_order_and_a_retry_begins_at_the_first_unfinished_one(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var done = new List<int>();
        var engine = new ScriptedEngine();
        var broken = new Step(20, done) { Error = new UnavailableException("The disk is full.") };
        await using var host = await StartAsync(database.Options, _folder, engine, after: [new Step(30, done), broken, new Step(10, done)]);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);

        var failed = await host.EndedAsync(id);

        Assert.Equal((RunState.Failed, "The disk is full."), (failed.Status.State, failed.Status.Error));
        Assert.Equal([10], done);
        broken.Error = null;
        await host.Get<ContinueRun>().RunAsync(project.Maintainer, project.Id, id, Cancel);
        var succeeded = await host.UntilAsync(id, p => p.Status.State == RunState.Succeeded);
        Assert.Equal([10, 20, 30], done);
        Assert.Single(engine.Trained);
        Assert.Equal(new string('a', 64), succeeded.Status.WeightsSha256);
    }

    [Theory, OnBothEngines]
    public async Task A_run_that_was_being_evaluated_when_Studio_stopped_is_evaluated_again_and_not_trained_again(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var done = new List<int>();
        var (engine, reached) = (new ScriptedEngine(), new TaskCompletionSource());
        Guid id;
        await using (var first = await StartAsync(database.Options, _folder, engine, after: [new Step(10, done), new Step(20, done) { Reached = reached }]))
        {
            id = await first.LaunchAsync(await TuningProject.CreateAsync(first.Get<IWriteGate>()));
            await reached.Task.WaitAsync(Cancel);
        }

        var again = new List<int>();
        await using var second = await StartAsync(database.Options, _folder, engine, after: [new Step(10, again), new Step(20, again)]);
        await second.UntilAsync(id, p => p.Status.State == RunState.Succeeded);

        Assert.Equal([10], done);
        Assert.Equal([20], again);
        Assert.Single(engine.Trained);
    }

    private sealed class Step(int order, List<int> done) : IAfterTraining
    {
        public int Order => order;

        public string Title => $"Step {order}";

        public Exception? Error { get; set; }

        public TaskCompletionSource? Reached { get; init; }

        public async Task CompleteAsync(FinishedRun run, CancellationToken cancel)
        {
            if (Reached is not null)
            {
                Reached.SetResult();
                await Task.Delay(Timeout.Infinite, cancel);
            }

            if (Error is not null)
                throw Error;
            done.Add(order);
        }
    }
}
