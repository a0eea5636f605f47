using Studio.Trainer.Evaluation;
using Studio.Trainer.Models;

namespace Studio.Trainer.Runs.Folds;

/// <summary>What one fold gave.</summary>
/// <param name="Fold">0 for the first.</param>
/// <param name="Result">Its run.</param>
/// <param name="Predictions">Answers to the rows that this fold's model did not see.</param>
public sealed record FoldResult(int Fold, TrainingResult Result, IReadOnlyList<ScoredRow> Predictions);

/// <summary>
/// Trains one classifier for each fold on the rows of all others and lets it answer the rows of its own, so that every row is answered once
/// by a model that has not seen it. A broken-off cross-validation goes on where it stood: finished folds answer at once.
/// </summary>
public sealed class CrossValidation(ITrainingEngine engine)
{
    /// <summary>Runs the folds one after the other; each has its folder <c>fold-N</c> in <paramref name="outputDirectory"/>.</summary>
    /// <param name="recipe">Of a task with one label for each row.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="outputDirectory">Receives the folds' folders.</param>
    /// <param name="report">Told what each fold's run tells, with the fold's number.</param>
    /// <param name="cancel">Ends the run of the present fold within one step.</param>
    /// <exception cref="TrainingException">A fold cannot be trained; the message says which.</exception>
    public async Task<IReadOnlyList<FoldResult>> RunAsync(
        Recipe recipe, IReadOnlyList<TrainingRow> rows, int folds, string outputDirectory, Action<int, RunEvent> report, CancellationToken cancel)
    {
        if (rows.FirstOrDefault(row => row.Label is null) is { } unlabeled)
            throw new TrainingException($"Cross-validation needs rows with one label each, and the row \"{unlabeled.Id}\" has none.");
        int[] assigned = FoldPlan.Assign(rows, folds, recipe.Seed);
        var results = new List<FoldResult>();
        for (int fold = 0; fold < folds; fold++)
        {
            int number = fold;
            TrainingRow[] held = [.. rows.Where((_, i) => assigned[i] == number)];
            var job = new TrainingJob
            {
                Recipe = recipe,
                Train = new RowList([.. rows.Where((_, i) => assigned[i] != number)]),
                Validation = new RowList(held),
                OutputDirectory = Path.Combine(outputDirectory, $"fold-{fold + 1}"),
            };
            results.Add(new(fold, await TrainAsync(job, number, report, cancel), []));
            results[^1] = results[^1] with { Predictions = await PredictAsync(results[^1].Result.ModelDirectory, held, cancel) };
        }
        return results;
    }

    private async Task<TrainingResult> TrainAsync(TrainingJob job, int fold, Action<int, RunEvent> report, CancellationToken cancel)
    {
        try
        {
            return await engine.TrainAsync(job, happened => report(fold, happened), cancel);
        }
        catch (TrainingException e)
        {
            throw new TrainingException($"Fold {fold + 1}: {e.Message}", e);
        }
    }

    private static async Task<IReadOnlyList<ScoredRow>> PredictAsync(string model, TrainingRow[] rows, CancellationToken cancel)
    {
        using var classifier = TextClassifier.Load(model);
        var predictions = await classifier.PredictPairsAsync([.. rows.Select(row => (row.Text, row.TextPair))], cancel);
        return [.. rows.Zip(predictions, (row, p) => new ScoredRow(row.Id, row.Label!, p.Label, p.Scores))];
    }
}
