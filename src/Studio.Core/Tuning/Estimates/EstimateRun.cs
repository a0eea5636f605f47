using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Core.Tuning.Estimates;

/// <summary>An estimate and what follows from it.</summary>
/// <param name="Estimate">Of the recipe as it stands, or of the smaller batch where that one did not fit.</param>
/// <param name="AvailableBytes">What this machine can still give; null where it does not say.</param>
/// <param name="Fits">Whether the recipe as it stands has room.</param>
/// <param name="Suggested">The same step in smaller passes that have room; null where nothing has to change, or nothing helps.</param>
/// <param name="Busy">Another run was training meanwhile, so times are of a shared machine.</param>
public sealed record EstimateReport(RunEstimate? Estimate, long? AvailableBytes, bool Fits, BatchChoice? Suggested, bool Busy)
{
    /// <summary>
    /// Why the recipe must not be launched as it stands, with the numbers; null where it fits, or where another run holds memory that may be free when
    /// this one's turn comes.
    /// </summary>
    public string? Refusal => Fits || Busy ? null
        : $"{Needs}{(AvailableBytes is { } free ? $" {RunDisk.Size(free)} are free." : "")} {(Suggested is { } fit
            ? $"{fit.BatchSize} rows in a pass and {fit.GradientAccumulationSteps} passes make the same step and have room." : "Choose a shorter max_length or a smaller model.")}";

    private string Needs => Estimate is not { } estimate ? "Even a small batch does not fit into the memory of this machine."
        : estimate.BatchSize == Suggested?.BatchSize ? "A few steps of this recipe ran out of memory."
        : $"{estimate.BatchSize} rows in a forward pass need {RunDisk.Size(estimate.PeakBytes)} at the largest.";
}

/// <summary>Rows of a forward pass and passes of a step; their product stays what the recipe says.</summary>
public sealed record BatchChoice(int BatchSize, int GradientAccumulationSteps);

/// <summary>Says what a recipe will need before it is launched: calculated, and measured by a probe of the longest batch of the real rows.</summary>
public sealed class EstimateRun(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots, BaseModels baseModels, IRunProbe probe, TuningOptions options) : IDisposable
{
    private const int Sample = 4_000, Halvings = 4;
    private const double Share = 0.85;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <exception cref="InvalidRecipeException">The recipe cannot be trained on these rows.</exception>
    public async Task<EstimateReport> RunAsync(Actor actor, Guid projectId, Guid snapshotId, Recipe recipe, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireAsync(actor, projectId, Permission.Tune, cancel);
        var snapshot = await db.Snapshots.AsNoTracking().Where(s => s.Id == snapshotId && s.Dataset.ProjectId == projectId)
            .Select(s => new { s.Hash, s.TrainCount, s.ValidationCount, s.Labels, s.AnswerCount, s.PairCount }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("snapshot");
        var resolved = await baseModels.ResolveAsync(access.TeamId, recipe, cancel);
        InvalidRecipeException.ThrowIfAny(RecipeRules.Check(resolved, new SnapshotFacts(snapshot.TrainCount, snapshot.ValidationCount, TuningJson.Labels(snapshot.Labels), snapshot.AnswerCount, snapshot.PairCount), options.Memory));
        await _turn.WaitAsync(cancel);
        try
        {
            var busy = await db.Runs.AnyAsync(r => r.State == RunState.Running, cancel);
            // Reading a snapshot waits for its file; a page's own thread must not.
            var (train, validation) = await Task.Run(() => (Rows(snapshot.Hash, DatasetSplit.Train, recipe.Task), Rows(snapshot.Hash, DatasetSplit.Validation, recipe.Task)), cancel);
            var available = ProcessMemory.Available();
            return await FitAsync(new ProbeRequest(resolved, train, validation, snapshot.TrainCount, snapshot.ValidationCount), available, busy, cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<EstimateReport> FitAsync(ProbeRequest request, long? available, bool busy, CancellationToken cancel)
    {
        var (batch, passes) = (request.Recipe.BatchSize, request.Recipe.GradientAccumulationSteps);
        for (var halving = 0; halving <= Halvings && batch > 0; halving++, batch /= 2, passes *= 2)
        {
            var recipe = request.Recipe with { BatchSize = batch, GradientAccumulationSteps = passes };
            if (await probe.MeasureAsync(request with { Recipe = recipe }, cancel) is not { } estimate)
                continue;
            var asItStands = halving == 0;
            if (available is not { } bytes || estimate.PeakBytes <= Share * bytes)
                return new(estimate, available, asItStands, asItStands ? null : new(batch, passes), busy);
            var smaller = Smaller(estimate, bytes, batch, passes);
            return new(estimate, available, false, smaller, busy);
        }

        return new(null, available, false, null, busy);
    }

    // What does not depend on the batch stays; the rest shrinks with it.
    private static BatchChoice? Smaller(RunEstimate estimate, long available, int batch, int passes)
    {
        var standing = Math.Min(estimate.PeakBytes, estimate.WeightBytes + estimate.GradientBytes + estimate.MomentBytes);
        for (var (rows, times) = (batch / 2, passes * 2); rows > 0; rows /= 2, times *= 2)
            if (standing + (estimate.PeakBytes - standing) * (rows / (double)batch) <= Share * available)
                return new(rows, times);
        return null;
    }

    // Every so many rows, and besides the longest: the heaviest batch is what decides whether a run fits.
    private List<TrainingRow> Rows(string hash, DatasetSplit split, string task)
    {
        var source = snapshots.Open(hash, split, task);
        var every = Math.Max(1, source.Count / Sample);
        var (chosen, longest) = (new List<TrainingRow>(), new PriorityQueue<TrainingRow, int>());
        foreach (var (row, number) in source.Read().Select((row, number) => (row, number)))
        {
            if (number % every == 0)
                chosen.Add(row);
            else if (longest.Count < 64)
                longest.Enqueue(row, Length(row));
            else
                longest.EnqueueDequeue(row, Length(row));
        }

        return [.. chosen, .. longest.UnorderedItems.Select(item => item.Element)];
    }

    private static int Length(TrainingRow row) => row.Tokens?.Sum(t => t.Length + 1) ?? row.Text.Length + (row.TextPair?.Length ?? 0) + Spoken(row);

    private static int Spoken(TrainingRow row) =>
        (row.Prompt?.Length ?? 0) + (row.Completion?.Length ?? 0) + (row.Messages?.Sum(m => m.Content.Length) ?? 0) + Math.Max(row.Chosen?.Length ?? 0, row.Rejected?.Length ?? 0);
}
