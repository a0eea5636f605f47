using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.ModelServer;

namespace Studio.Core.Tests.Prompts.Runs;

/// <summary>Endpoints that misbehave, and processes that die: every row ends scored or with its reason, and none is asked again that was answered.</summary>
public sealed partial class TroubledRunTests
{
    [Theory, OnBothEngines]
    public async Task Whatever_the_endpoint_does_every_row_ends_scored_or_with_its_reason(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync(request => (Ticket(request.Question) % 10, Ticket(request.Question) / 10 % 10, request.Time) switch
        {
            // What passes: asked again, these rows are answered.
            (6, 0, 1) => Reaction.Error(429, retryAfter: "0"),
            (6, 1, 1 or 2) => Reaction.Error(429),
            (6, 2, 1) => Reaction.Error(500),
            (6, 3, 1) => Reaction.Error(503, retryAfter: "1"),
            (6, 4, 1) => Reaction.Cut("refund"),
            (6, 5, 1) => Reaction.HalfJson,
            (6, 6, 1) => Reaction.Stall,
            // What stays: these end with a reason.
            (7, 0, _) => Reaction.Error(500, "the model fell over"),
            (7, 1, _) => Reaction.Error(429, retryAfter: "0"),
            (7, 2, _) => Reaction.HalfJson,
            (7, 3, _) => Reaction.Cut("refund"),
            (7, 4, _) => Reaction.Page,
            (7, 5, _) => Reaction.Huge(5_000_000),
            (7, 6, _) => Reaction.Stall,
            (7, 7, _) => Reaction.EmptyJson,
            (7, 8, _) => Reaction.Error(400, "content refused"),
            (8, 0, _) => Reaction.Answer(""),
            (8, 1, _) => Reaction.Answer("login or refund"),
            (8, 2, _) => Reaction.Answer("null\0character"),
            _ => Reaction.Answer(WordMatcher.Answer(request.Messages)),
        });
        await using var world = await PromptRunWorld.StartAsync(engine);
        await world.ConnectAsync(server, seconds: 1);

        var run = await world.LaunchAsync(await world.RequestAsync() with { MaxAttempts = 3 });
        var status = await world.EndedAsync(run);

        var rows = (await world.RowsAsync(run)).ToDictionary(row => Ticket(row.Text!));
        Assert.Equal((RunState.Succeeded, 40, 40), (status.State, status.Done, rows.Count));
        Assert.All(Enumerable.Range(0, 7), i => Assert.True(rows[(10 * i) + 6] is { Outcome: RowOutcome.Right, Attempts: > 1 }, rows[(10 * i) + 6].ToString()));
        string[] reasons = ["the model fell over", "fewer requests", "not whole JSON", "broke", "text/html", "longer than", "silent for 1 second", "without a message", "content refused"];
        Assert.All(reasons.Select((reason, i) => (reason, i)), expected =>
        {
            var row = rows[(10 * expected.i) + 7];
            Assert.Equal((RowOutcome.Failed, null), (row.Outcome, row.Prediction));
            Assert.Contains(expected.reason, row.Reason, StringComparison.Ordinal);
        });
        Assert.Equal([RowOutcome.Unread, RowOutcome.Unread, RowOutcome.Unread], new[] { 8, 18, 28 }.Select(i => rows[i].Outcome));
        Assert.Equal(9, status.Failed);
        Assert.Equal(rows.Values.Count(row => row.Outcome == RowOutcome.Right), status.Right);
        Assert.NotNull(status.ScorecardId);
    }

    [Theory, OnBothEngines]
    public async Task A_killed_process_is_gone_on_with_and_no_stored_row_is_asked_twice(DatabaseEngine engine)
    {
        using var turnstile = new SemaphoreSlim(0);
        await using var server = await FakeModelServer.StartAsync();
        server.Turnstile = turnstile;
        await using var world = await PromptRunWorld.StartAsync(engine, worker: false);
        await world.ConnectAsync(server, most: 4);
        var run = await world.LaunchAsync(await world.RequestAsync());
        string[] stored;
        await using (var process = Persistence.CrashingWriter.Start("prompt-runs", world.Connection, world.Folder))
        {
            Assert.Equal("working", await process.ReadLineAsync(PromptRunWorld.Cancel));
            turnstile.Release(15);
            while (await CountAsync(world, run) < 15)
                Assert.Null(await world.ReadAsync(db => db.PromptRuns.Where(r => r.Id == run).Select(r => r.Error).SingleAsync(PromptRunWorld.Cancel)));
            await process.KillAsync(PromptRunWorld.Cancel);
            stored = [.. (await world.RowsAsync(run)).Select(row => row.Text!)];
        }

        await world.EndAsync();
        server.Turnstile = null;
        turnstile.Release(100);
        await world.BeginAsync();
        var status = await world.EndedAsync(run);

        Assert.Equal((RunState.Succeeded, 40, 30, 2L), (status.State, status.Done, status.Right, status.Attempt));
        Assert.Equal(15, stored.Length);
        Assert.All(stored, text => Assert.Single(server.Requests, request => request.Question == text));
        Assert.Equal(Enumerable.Range(0, 40), (await world.RowsAsync(run)).Select(row => row.Position));
    }

    [Fact]
    public async Task A_cancelled_run_keeps_its_answers_and_goes_on_where_it_stopped()
    {
        using var turnstile = new SemaphoreSlim(10);
        await using var server = await FakeModelServer.StartAsync();
        server.Turnstile = turnstile;
        await using var world = await PromptRunWorld.StartAsync();
        await world.ConnectAsync(server, most: 3);
        var run = await world.LaunchAsync(await world.RequestAsync());
        await world.UntilAsync(run, status => status.Done == 10);

        await world.Get<SteerPromptRun>().CancelAsync(world.Maintainer, world.ProjectId, run, PromptRunWorld.Cancel);
        var cancelled = await world.EndedAsync(run);
        Assert.Equal((RunState.Cancelled, 10, null), (cancelled.State, cancelled.Done, cancelled.ScorecardId));
        await Assert.ThrowsAsync<ConflictException>(() => world.Get<SteerPromptRun>().CancelAsync(world.Maintainer, world.ProjectId, run, PromptRunWorld.Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Get<SteerPromptRun>().ContinueAsync(world.Viewer, world.ProjectId, run, PromptRunWorld.Cancel));
        var answered = (await world.RowsAsync(run)).Select(row => row.Text!).ToList();

        server.Turnstile = null;
        await world.Get<SteerPromptRun>().ContinueAsync(world.Maintainer, world.ProjectId, run, PromptRunWorld.Cancel);
        var status = await world.EndedAsync(run);
        Assert.Equal((RunState.Succeeded, 40), (status.State, status.Done));
        Assert.All(answered, text => Assert.Single(server.Requests, request => request.Question == text));
    }

    [Fact]
    public async Task A_run_that_nobody_can_answer_ends_early_and_goes_on_once_that_is_mended()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync();
        var connection = await world.ConnectAsync(server, most: 1);
        var request = await world.RequestAsync();
        server.Key = "sk-other";

        var run = await world.LaunchAsync(request);
        var failed = await world.EndedAsync(run);
        Assert.Equal((RunState.Failed, 5), (failed.State, failed.Failed));
        Assert.Contains("does not accept the key", failed.Error, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);

        server.Key = null;
        await world.Get<SteerPromptRun>().ContinueAsync(world.Maintainer, world.ProjectId, run, PromptRunWorld.Cancel);
        var status = await world.EndedAsync(run);
        Assert.Equal((RunState.Succeeded, 40, 0, 30), (status.State, status.Done, status.Failed, status.Right));
        await world.Get<SaveConnection>().DeleteAsync(world.Maintainer, world.ProjectId, connection, PromptRunWorld.Cancel);
        Assert.Equal(40, (await world.RowsAsync(run)).Count);
    }

    [Fact]
    public async Task An_attempt_that_lost_its_run_writes_nothing()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync(worker: false);
        await world.ConnectAsync(server);
        var id = await world.LaunchAsync(await world.RequestAsync());
        var queue = world.Get<PromptRunQueue>();
        var first = (await queue.ClaimAsync(Guid.NewGuid().ToString("N"), PromptRunWorld.Cancel))!;
        Assert.Null(await queue.ClaimAsync(Guid.NewGuid().ToString("N"), PromptRunWorld.Cancel));
        await world.Get<IWriteGate>().WriteAsync((db, token) => db.PromptRuns.ExecuteUpdateAsync(r => r.SetProperty(p => p.LeaseUntil, DateTime.UnixEpoch), token), PromptRunWorld.Cancel);
        var second = (await queue.ClaimAsync(Guid.NewGuid().ToString("N"), PromptRunWorld.Cancel))!;

        Assert.Equal((id, 1L, 2L), (second.Id, first.Fence, second.Fence));
        await Assert.ThrowsAsync<LeaseLostException>(() => queue.RenewAsync(first, PromptRunWorld.Cancel));
        Assert.False(await queue.RenewAsync(second, PromptRunWorld.Cancel));
    }

    private static Task<int> CountAsync(PromptRunWorld world, Guid run) => world.ReadAsync(db => db.PromptRunRows.CountAsync(row => row.RunId == run, PromptRunWorld.Cancel));

    private static int Ticket(string text) => int.Parse(Number().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Ticket (\d+):")]
    private static partial Regex Number();
}
