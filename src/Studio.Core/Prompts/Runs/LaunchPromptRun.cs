using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>What a run needs to be launched.</summary>
/// <param name="PromptId">The prompt and</param>
/// <param name="Version">its published version.</param>
/// <param name="SnapshotId">The frozen rows and</param>
/// <param name="Split">the part of them that is asked about.</param>
/// <param name="ModelId">A model of <see cref="ProjectModels"/>.</param>
/// <param name="Rows">A sample of so many rows, for a quick look; null for all, which alone leads to a scorecard.</param>
/// <param name="Scorer">How answers are read; by default as labels.</param>
/// <param name="Concurrency">Calls at the same time; the connection may allow fewer.</param>
/// <param name="MaxAttempts">How often a row is asked when the endpoint fails.</param>
/// <param name="Seed">Decides which rows a sample has.</param>
public sealed record PromptRunRequest(
    Guid PromptId, int Version, Guid SnapshotId, DatasetSplit Split, string ModelId, int? Rows = null, AnswerScorer? Scorer = null,
    int Concurrency = 8, int MaxAttempts = 4, int Seed = 0);

/// <summary>Puts a prompt run into the queue.</summary>
public sealed class LaunchPromptRun(PromptRunPlans plans, IWriteGate gate, IGrainFactory grains, PromptRunFeeds feeds, TimeProvider time)
{
    /// <returns>The run's number.</returns>
    /// <exception cref="InvalidInputException">Prompt, rows and scorer do not fit together; the message says what and why.</exception>
    public async Task<int> RunAsync(Actor actor, Guid projectId, PromptRunRequest request, CancellationToken cancel = default)
    {
        var plan = await plans.CheckAsync(actor, projectId, request, Permission.EditData, cancel);
        var (id, number) = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequireAsync(actor, projectId, Permission.EditData, token);
            var now = time.GetUtcNow().UtcDateTime;
            var run = new PromptRun
            {
                ProjectId = projectId,
                Number = (await db.PromptRuns.Where(r => r.ProjectId == projectId).MaxAsync(r => (int?)r.Number, token) ?? 0) + 1,
                Name = $"{plan.PromptName} v{request.Version} · {plan.Model.Name}{(plan.Shots is null ? "" : $" · {plan.Shots}")}",
                PromptId = request.PromptId, PromptVersion = request.Version, PromptHash = plan.PromptHash,
                SnapshotId = request.SnapshotId, SnapshotHash = plan.SnapshotHash, Split = request.Split,
                ModelId = request.ModelId, ModelName = $"{plan.Model.Name} ({plan.Model.Source})",
                Scorer = plan.Scorer.ToJson(), Total = plan.Total, SampleSeed = plan.IsSample ? request.Seed : null,
                Concurrency = request.Concurrency, MaxAttempts = request.MaxAttempts,
                InputPrice = plan.Model.Price?.Input, OutputPrice = plan.Model.Price?.Output, Currency = plan.Model.Price?.Currency,
                State = RunState.Queued, CreatedById = actor.UserId, CreatedAt = now, QueuedAt = now,
            };
            db.PromptRuns.Add(run);
            db.AuditEvents.Add(TuningAudit.Event(actor, access, now, "prompt-run.launch", run.Id, run.Name));
            return (run.Id, run.Number);
        }, cancel);
        await feeds.RefreshAsync(id);
        await grains.GetGrain<IRunQueueGrain>(PromptRunWorker.Queue).AnnounceAsync();
        return number;
    }
}
