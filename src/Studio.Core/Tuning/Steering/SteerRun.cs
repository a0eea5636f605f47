using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning.Steering;

/// <summary>
/// Changes a run while it goes on. The wish is written down with who and when; the worker obeys between two steps, and it is repeated at the
/// same step should the run be killed and resumed.
/// </summary>
public sealed class SteerRun(IDbContextFactory<StudioDb> contexts, IWriteGate gate, IGrainFactory grains, RunFeeds feeds, TimeProvider time)
{
    private const int MostSteps = 100_000_000;

    /// <summary>The learning rate of the recipe from the next step on; the schedule still multiplies it.</summary>
    public Task ChangeLearningRateAsync(Actor actor, Guid projectId, Guid runId, double rate, CancellationToken cancel = default) =>
        double.IsFinite(rate) && rate is > 0 and <= 10
            ? OrderAsync(actor, projectId, runId, InterventionKind.LearningRate, "run.learning-rate", run => Intervention(actor, run, InterventionKind.LearningRate, rate: rate), cancel)
            : throw new InvalidInputException("The learning rate has to be above 0 and at most 10; usual are 1e-5 to 1e-3.");

    /// <summary>How long the run is in all, in steps or in passes over the training rows; what is done counts.</summary>
    public Task ChangeLengthAsync(Actor actor, Guid projectId, Guid runId, int? maxSteps, double? epochs, CancellationToken cancel = default)
    {
        if ((maxSteps is null) == (epochs is null))
            throw new InvalidInputException("Say the new length either in steps or in passes.");
        if (maxSteps is <= 0 or > MostSteps || epochs is { } passes && !(passes is > 0 and <= 10_000))
            throw new InvalidInputException($"The length has to be above 0 and at most {MostSteps:N0} steps or 10,000 passes.");
        return OrderAsync(actor, projectId, runId, InterventionKind.Length, "run.length", run => maxSteps <= run.Step
            ? throw new InvalidInputException($"{run.Step:N0} steps are done already. Ask for more than that, or stop the run and keep the best.")
            : Intervention(actor, run, InterventionKind.Length, maxSteps: maxSteps, epochs: epochs), cancel);
    }

    /// <summary>Learn no more: the best weights so far become the model, with scorecard and version as after a full run.</summary>
    public Task StopAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default) =>
        OrderAsync(actor, projectId, runId, InterventionKind.Stop, "run.stop", run => run.Step == 0
            ? throw new ConflictException("No step is done yet, so there is nothing to keep. Cancel the run instead.")
            : Intervention(actor, run, InterventionKind.Stop), cancel);

    /// <summary>Gives the device to others until somebody resumes the run. One that waits stops waiting at once.</summary>
    public Task PauseAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default) =>
        OrderAsync(actor, projectId, runId, InterventionKind.Pause, "run.pause", run =>
        {
            var pause = Intervention(actor, run, InterventionKind.Pause);
            if (run.State == RunState.Queued)
                (run.State, run.Error, pause.Step) = (RunState.Paused, "Paused while it waited.", run.CheckpointStep);
            else if (run.State == RunState.Paused)
                throw new ConflictException("This run is paused already.");
            return pause;
        }, cancel);

    /// <summary>Puts a paused run back into the queue; it goes on from its checkpoint.</summary>
    /// <exception cref="ConflictException">It is not paused.</exception>
    public async Task ResumeAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await OrderAsync(actor, projectId, runId, InterventionKind.Resume, "run.resume", run =>
        {
            if (run.State != RunState.Paused)
                throw new ConflictException("Only a paused run can be resumed.");
            run.Requeue(time.GetUtcNow().UtcDateTime);
            var resume = Intervention(actor, run, InterventionKind.Resume);
            resume.Step = run.CheckpointStep;
            return resume;
        }, cancel);
        await grains.GetGrain<IRunQueueGrain>(0).AnnounceAsync();
    }

    private async Task OrderAsync(
        Actor actor, Guid projectId, Guid runId, InterventionKind kind, string action, Func<Run, RunIntervention> make, CancellationToken cancel)
    {
        await using var read = await contexts.CreateDbContextAsync(cancel);
        var access = await read.RequireAsync(actor, projectId, Permission.Tune, cancel);
        await gate.WriteAsync(async (db, token) =>
        {
            var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == runId && r.ProjectId == projectId, token) ?? throw new NotFoundException("run");
            if (run.State.IsFinal())
                throw new ConflictException("This run has ended, so nothing about it can be changed. Launch one like it with other settings.");
            if (run.State == RunState.Evaluating)
                throw new ConflictException("The training of this run is over; it is being measured.");
            if (kind == InterventionKind.Stop && run.State != RunState.Running)
                throw new ConflictException("Only a run that learns can be stopped. Resume it first, or cancel it.");
            var made = make(run);
            db.RunInterventions.Add(made);
            db.AuditEvents.Add(TuningAudit.Event(actor, access, made.At, action, run.Id, run.Name));
        }, cancel);
        await feeds.RefreshAsync(runId);
        await grains.GetGrain<IRunGrain>(runId).ObeyAsync();
    }

    private RunIntervention Intervention(
        Actor actor, Run run, InterventionKind kind, double? rate = null, int? maxSteps = null, double? epochs = null) => new()
    {
        RunId = run.Id,
        ById = actor.UserId,
        At = time.GetUtcNow().UtcDateTime,
        Kind = kind,
        LearningRate = rate,
        MaxSteps = maxSteps,
        Epochs = epochs,
    };
}
