using System.Globalization;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Core.Tuning;

/// <summary>
/// What can be trained but seldom should be: the settings in which people lose a day. Each names its field, the reason and what is usual.
/// </summary>
public static class RecipeAdvice
{
    public static IReadOnlyList<RecipeProblem> Of(Recipe recipe, SnapshotFacts? snapshot, PreflightReport? preflight)
    {
        var advice = new List<RecipeProblem>();
        LearningRate(recipe, advice);
        Length(recipe, preflight?.Lengths, advice);
        if (preflight is { WeightBytes: { } weights } && TrainingMemory.Of(recipe, weights).Refusal(preflight.MemoryBytes) is { } refusal)
            advice.Add(new("base_model", refusal));
        if (preflight is not null)
            Data(recipe, preflight, advice);
        if (snapshot is not null)
            Rows(recipe, snapshot, advice);
        if (recipe.EarlyStopping is not null && recipe.Evaluation.EvalStrategy == "no")
            advice.Add(new("early_stopping", "Nothing is evaluated during the run, so it cannot stop early. Evaluate every epoch or every few steps."));
        if (recipe.BaseModel != "scratch" && recipe.MaxSteps is null && recipe.Epochs > 10 && recipe.Method == "full")
            advice.Add(new("epochs", "A pretrained model is usually tuned for 2 to 4 passes; many more tend to memorize the training rows."));
        return advice;
    }

    private static void LearningRate(Recipe recipe, List<RecipeProblem> advice)
    {
        var rate = recipe.Optimizer.LearningRate;
        var (least, most, what) = recipe switch
        {
            { Task: "preference", Method: "lora" or "rslora" or "dora" } => (1e-6, 1e-4, "adapters on preferences"),
            { Task: "preference", Method: "full" or "gradual" } => (1e-8, 1e-5, "all weights on preferences"),
            { Method: "lora" } => (5e-5, 3e-3, "low-rank adapters"),
            { Method: "soft-prompt" or "prefix" } => (3e-3, 1.0, "soft prompts"),
            { Method: "head" } => (1e-4, 1e-1, "a head alone"),
            { BaseModel: "scratch" } => (1e-4, 5e-3, "a new model"),
            _ => (5e-6, 1e-4, "all weights of a pretrained model"),
        };
        var range = string.Create(CultureInfo.InvariantCulture, $"Usual for {what} is {least:0.#e-0} to {most:0.#e-0}.");
        if (rate < least)
            advice.Add(new("optimizer.learning_rate", $"This is low: it will learn slowly or hardly at all. {range}"));
        else if (rate > most)
            advice.Add(new("optimizer.learning_rate", $"This is high: the loss may jump or never fall. {range}"));
    }

    private static void Length(Recipe recipe, TextLengths? lengths, List<RecipeProblem> advice)
    {
        if (lengths is null)
            return;
        var cut = lengths.ShareLongerThan(recipe.MaxLength);
        if (cut > 0.05)
            advice.Add(new("max_length", $"About {cut:P0} of the training rows are longer and lose their end. {lengths.Covering(0.95)} tokens would keep 95 % whole."));
    }

    private static void Data(Recipe recipe, PreflightReport preflight, List<RecipeProblem> advice)
    {
        if (preflight.ValidationAlsoInTrain + preflight.TestAlsoInTrain > 0)
        {
            advice.Add(new("snapshot", $"{preflight.ValidationAlsoInTrain:N0} validation and {preflight.TestAlsoInTrain:N0} test rows stand among the training rows too: "
                + "the figures will look better than they are. Split again with equal texts on one side."));
        }

        if (preflight.AlikeAcrossSplits is > 0 and var alike)
        {
            advice.Add(new("snapshot", $"{alike:N0} groups of texts alike cross the splits of this dataset: what is measured may have been learned by heart. "
                + "Look at the dataset's page of duplicates, move each group to one side, and freeze again."));
        }

        if (preflight.Labels is [var most, .., var least] && most.TrainRows > 10 * least.TrainRows && recipe.ClassWeights is null)
        {
            advice.Add(new("snapshot", $"“{most.Label}” has {most.TrainRows:N0} training rows and “{least.Label}” {least.TrainRows:N0}. "
                + "Choose the best by macro F1, or weigh the labels, or the rare ones are easily ignored."));
        }
    }

    private static void Rows(Recipe recipe, SnapshotFacts snapshot, List<RecipeProblem> advice)
    {
        if (recipe.TokensPerBatch is not null)
            return;
        var perStep = recipe.BatchSize * recipe.GradientAccumulationSteps;
        if (snapshot.TrainRows > 0 && perStep > snapshot.TrainRows)
            advice.Add(new("batch_size", $"One step takes {perStep:N0} rows and there are only {snapshot.TrainRows:N0}: each pass is a single, smaller step."));
        else if (recipe.MaxSteps is null && snapshot.TrainRows / (double)perStep * recipe.Epochs is > 0 and < 50)
            advice.Add(new("epochs", "This is fewer than 50 steps in all. Small data usually needs more passes or a smaller batch."));
    }
}
