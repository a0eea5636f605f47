using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>Takes a claimed run from where it stands to its end: the rows that were not answered yet, then the scorecard.</summary>
internal sealed partial class PromptRunAttempts(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, ISnapshotStore snapshots, RenderPrompt render, ProjectModels models, ScorePromptRun scoring,
    PromptRunFeeds feeds, PromptRunOptions options, TimeProvider time, ILogger<PromptRunAttempts> logger)
{
    public async Task RunAsync(PromptRun run, RunLease lease, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Ended);
        if (run.CancelRequestedAt is not null)
            lease.RequestCancel();
        var recorder = new PromptRunRecorder(run, gate, feeds, options, time);
        try
        {
            await recorder.PublishAsync(s => s with { State = RunState.Running });
            await AskAllAsync(run, recorder, stop.Token);
            await EndAsync(run, recorder, s => s with { State = RunState.Evaluating, SecondsLeft = null });
            var scorecard = run.SampleSeed is null ? await scoring.RunAsync(run, recorder.Status, stop.Token) : (Guid?)null;
            await EndAsync(run, recorder, s => s with { State = RunState.Succeeded, EndedAt = Now, ScorecardId = scorecard, Error = null });
        }
        catch (LeaseLostException)
        {
            LogLost(run.Id);
        }
        catch (Exception) when (lease.IsLost)
        {
            LogLost(run.Id);
        }
        catch (Exception error)
        {
            await EndBadlyAsync(run, recorder, error, lease.CancelRequested, stopping.IsCancellationRequested);
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task AskAllAsync(PromptRun run, PromptRunRecorder recorder, CancellationToken cancel)
    {
        var (content, labels, done) = await FactsAsync(run, cancel);
        var reading = RowMessages.Reading(content, labels);
        var messages = new RowMessages(await render.PrepareAsync(run.ProjectId, content, cancel), content, reading.Labels);
        using var model = await models.OpenAsync(new Actor(run.CreatedById), run.ProjectId, run.ModelId, cancel);
        var scorer = AnswerScorer.Parse(run.Scorer);
        var ask = new AskRow(
            model.Client, messages, new ScoreAnswer(scorer, reading), run.MaxAttempts, new Pace(options, time), time, scorer.Kind == ScorerKind.Likelihood ? reading.Labels : null);
        var sample = run.SampleSeed is null ? null : RunRows.Sample(await Task.Run(() => RunRows.Labelled(snapshots, run.SnapshotHash, run.Split), cancel), run.Total, run.SampleSeed);
        var rows = RunRows.Of(snapshots.Open(run.SnapshotHash, run.Split), sample).Where(row => !done.Contains(row.Position));
        var hope = new Hope(options.HopelessAfter);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var writing = Task.Run(recorder.WriteAllAsync, CancellationToken.None);
        // Rows that nobody stores any more need not be asked.
        _ = writing.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(run.Concurrency, model.Listing.MaxConcurrency), CancellationToken = stop.Token },
                async (question, token) =>
                {
                    var (row, failure) = await ask.RunAsync(run.Id, question, token);
                    await recorder.AddAsync(row, token);
                    hope.Learn(row, failure);
                });
        }
        finally
        {
            recorder.Complete();
            await writing;
        }
    }

    private async Task<(PromptContent Content, IReadOnlyList<string> Labels, HashSet<int> Done)> FactsAsync(PromptRun run, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var content = PromptContent.FromJson(await db.PromptVersions.AsNoTracking().Where(v => v.PromptId == run.PromptId && v.Number == run.PromptVersion)
            .Select(v => v.Content).SingleAsync(cancel));
        var labels = await db.Snapshots.AsNoTracking().Where(s => s.Id == run.SnapshotId).Select(s => s.Labels).SingleAsync(cancel);
        var done = await db.PromptRunRows.Where(r => r.RunId == run.Id).Select(r => r.Position).ToListAsync(cancel);
        return (content, TuningJson.Labels(labels), [.. done]);
    }

    private async Task EndAsync(PromptRun run, PromptRunRecorder recorder, Func<PromptRunStatus, PromptRunStatus> change)
    {
        var now = change(recorder.Status);
        await gate.WriteAsync(async (db, token) =>
        {
            await PromptRunQueue.UpdateAsync(db, run, r => r
                .SetProperty(p => p.State, now.State).SetProperty(p => p.Error, now.Error)
                .SetProperty(p => p.EndedAt, now.EndedAt).SetProperty(p => p.ScorecardId, now.ScorecardId), token);
            if (now.State.IsFinal())
                await db.TellPromptRunEndAsync(run, now.State, now.Error, by: null, Now, token);
        });
        await recorder.PublishAsync(_ => now);
    }

    private async Task EndBadlyAsync(PromptRun run, PromptRunRecorder recorder, Exception error, bool cancelled, bool stopping)
    {
        Func<PromptRunStatus, PromptRunStatus> change = error switch
        {
            OperationCanceledException when cancelled => s => s with { State = RunState.Cancelled, EndedAt = Now, SecondsLeft = null },
            OperationCanceledException when stopping => s => s with { State = RunState.Queued, SecondsLeft = null },
            StudioException => s => s with { State = RunState.Failed, EndedAt = Now, SecondsLeft = null, Error = error.Message },
            _ => s => s with { State = RunState.Failed, EndedAt = Now, SecondsLeft = null, Error = RunEnd.Sentence(error) },
        };
        if (error is not (OperationCanceledException or StudioException))
            LogBroken(run.Id, error);
        try
        {
            await EndAsync(run, recorder, change);
        }
        catch (Exception trouble) when (trouble is LeaseLostException or StudioException)
        {
            LogLost(run.Id);
        }
    }

    [LoggerMessage(LogLevel.Information, "Prompt run {RunId} belongs to another attempt now, or could not be ended; this attempt leaves")]
    private partial void LogLost(Guid runId);

    [LoggerMessage(LogLevel.Error, "Prompt run {RunId} ended by an unexpected error")]
    private partial void LogBroken(Guid runId, Exception error);
}
