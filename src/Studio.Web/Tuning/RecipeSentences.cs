using System.Globalization;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>A recipe as a person would say it.</summary>
public static class RecipeSentences
{
    public static IReadOnlyList<(string Topic, string Sentence)> Of(Recipe recipe) => [.. Training(recipe), .. LanguageSentences.Of(recipe), .. MethodSentences.Repeats(recipe)];

    private static (string Topic, string Sentence)[] Training(Recipe recipe) =>
    [
        ("Model", Model(recipe)),
        ("Method", Method(recipe)),
        ("Length", $"{Span(recipe)}, {Batch(recipe)}. Texts are cut at {recipe.MaxLength} tokens."),
        ("Optimizer", Optimizer(recipe.Optimizer)),
        ("Regularization", Regularization(recipe)),
        ("Evaluation", Evaluation(recipe)),
        ("Exactness", $"{(recipe.Precision == "bf16" ? "bfloat16 arithmetic with float32 weights" : "float32 arithmetic")}{(recipe.GradientCheckpointing ? ", layers computed twice to save memory" : "")}, seed {recipe.Seed}."),
    ];

    public static string Number(double value) =>
        value != 0 && (Math.Abs(value) < 1e-3 || Math.Abs(value) >= 1e6)
            ? value.ToString("0.###e-0", CultureInfo.InvariantCulture)
            : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Model(Recipe recipe) => recipe.BaseModel == "scratch"
        ? $"A new {(Studio.Core.Tuning.LanguageTasks.Is(recipe.Task) ? "Llama decoder" : recipe.Scratch?.ModelType == "modernbert" ? "ModernBERT encoder" : "BERT encoder")}: {recipe.Scratch?.NumHiddenLayers} layers, hidden size {recipe.Scratch?.HiddenSize}, {recipe.Scratch?.NumAttentionHeads} heads. "
            + $"Its vocabulary of up to {recipe.Scratch?.VocabSize:N0} pieces is learned from the training rows."
        : $"Starts from {Path.GetFileName(recipe.BaseModel)}.";

    private static string Method(Recipe recipe)
    {
        var (lora, prompt, unfreezing) = (recipe.Lora ?? new(), recipe.SoftPrompt ?? new(), recipe.Unfreezing ?? new());
        return recipe.Method switch
        {
            "full" => "All weights are trained.",
            "head" => "Only the classification head is trained; the encoder stays as it is.",
            "gradual" => $"The head first, then {unfreezing.LayersPerStage} more {(unfreezing.LayersPerStage == 1 ? "layer" : "layers")} from the top every "
                + (unfreezing.StepsPerStage is { } steps ? $"{steps:N0} steps." : unfreezing.EpochsPerStage == 1 ? "epoch." : $"{Number(unfreezing.EpochsPerStage)} epochs."),
            "lora" => $"{(lora.UseDora ? "Weight-decomposed low-rank adapters (DoRA)" : lora.UseRslora ? "Rank-stabilized adapters (rsLoRA)" : "Low-rank adapters (LoRA)")} "
                + $"of rank {lora.R}, alpha {Number(lora.LoraAlpha)}, are trained; the base weights stay as they are.",
            "prefix" => $"A prefix of {prompt.NumVirtualTokens} keys and values in front of every layer is trained; the base weights stay as they are.",
            "soft-prompt" => $"A soft prompt of {prompt.NumVirtualTokens} vectors in front of the text is trained; the base weights stay as they are.",
            _ => $"Method {recipe.Method}.",
        };
    }

    private static string Span(Recipe recipe) => recipe.MaxSteps is { } steps
        ? $"{steps:N0} steps"
        : $"{Number(recipe.Epochs)} {(recipe.Epochs == 1 ? "pass" : "passes")} over the training rows";

    private static string Batch(Recipe recipe)
    {
        var pass = recipe.TokensPerBatch is { } tokens ? $"{tokens:N0} tokens" : $"{recipe.BatchSize} rows";
        return recipe.GradientAccumulationSteps == 1 ? $"{pass} a step" : $"{recipe.GradientAccumulationSteps} × {pass} a step";
    }

    private static string Optimizer(OptimizerSettings optimizer)
    {
        var schedule = optimizer.Schedule switch
        {
            "linear" => "falling linearly to zero",
            "cosine" => "falling to zero along a cosine",
            "one-cycle" => "in one cycle",
            _ => "held constant",
        };
        var warmup = optimizer switch
        {
            { WarmupSteps: > 0 } => $" after {optimizer.WarmupSteps:N0} steps of warm-up",
            { WarmupRatio: > 0 } => $" after {Number(optimizer.WarmupRatio.Value * 100)} % of warm-up",
            _ => "",
        };
        return $"AdamW at {Number(optimizer.LearningRate)}, {schedule}{warmup}; gradients clipped at {Number(optimizer.MaxGradNorm)}.";
    }

    private static string Regularization(Recipe recipe)
    {
        var parts = new List<string> { $"weight decay {Number(recipe.Optimizer.WeightDecay)}" };
        if (recipe.Dropout is { } dropout)
            parts.Add($"dropout {Number(dropout)}");
        if (recipe.LabelSmoothing > 0)
            parts.Add($"label smoothing {Number(recipe.LabelSmoothing)}");
        if (recipe.ClassWeights is { Count: > 0 } weights)
            parts.Add($"{weights.Count} labels weighted");
        var text = string.Join(", ", parts) + ".";
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Evaluation(Recipe recipe)
    {
        var (evaluation, metric) = (recipe.Evaluation, recipe.Evaluation.MetricForBestModel.Replace('_', ' '));
        var when = evaluation.EvalStrategy switch
        {
            "epoch" => "after each pass",
            "steps" => $"every {evaluation.EvalSteps:N0} steps",
            _ => "at the end",
        };
        var stop = recipe.EarlyStopping is { } early ? $" It stops when that has not improved in {early.Patience} evaluations." : "";
        return $"Scored on the validation rows {when}; the weights with the best {metric} are kept.{stop}";
    }
}
