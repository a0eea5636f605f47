using System.Globalization;
using Studio.Trainer.Methods;
using Studio.Trainer.Optimization;

namespace Studio.Trainer.Runs;

/// <summary>A field of a recipe by its path in JSON, and what is wrong with it.</summary>
public sealed record RecipeProblem(string Field, string Message);

/// <summary>Finds values with which no run can succeed, before one starts.</summary>
public static class RecipeValidation
{
    /// <summary>The tasks that an encoder learns.</summary>
    /// <summary>A task of pairs of texts, which no snapshot holds.</summary>
    internal const string Contrastive = "contrastive";

    public static IReadOnlyList<string> Tasks { get; } = ["sequence-classification", "multi-label", "regression", "token-classification", "masked-lm"];

    /// <summary>The tasks that a language model learns.</summary>
    public static IReadOnlyList<string> LanguageTasks { get; } = ["causal-lm", "preference", "reward"];

    private static readonly string[] Precisions = ["fp32", "bf16"];

    /// <summary>All problems, in the order of the fields; empty for a recipe that can run.</summary>
    public static IReadOnlyList<RecipeProblem> Check(Recipe recipe)
    {
        var problems = new List<RecipeProblem>();
        void Require(bool fine, string field, string message)
        {
            if (!fine)
                problems.Add(new(field, message));
        }
        void OneOf(string value, IReadOnlyList<string> known, string field) =>
            Require(known.Contains(value), field, $"\"{value}\" is not known; use {string.Join(", ", known)}.");
        void Whole(int? value, string field, int minimum, int maximum) =>
            Require(value is null || (value >= minimum && value <= maximum), field, $"{value} is not between {minimum} and {maximum}.");
        void Number(double? value, string field, double minimum, double maximum, bool open = false) => Require(
            value is null || (value >= minimum && value <= maximum && !(open && value == minimum)), field,
            string.Create(CultureInfo.InvariantCulture, $"{value} is not {(open ? "above" : "at least")} {minimum} and at most {maximum}."));

        OneOf(recipe.Task, [.. Tasks, Contrastive, .. LanguageTasks], "task");
        Require(recipe.Task != Contrastive || (recipe.BaseModel != "scratch" && recipe.Method is not ("head" or "gradual" or "soft-prompt" or "prefix")), "task", "\"contrastive\" changes the vectors of an encoder that has learned a language: name its folder as base_model, and use \"full\" or \"lora\".");
        Require(!string.IsNullOrWhiteSpace(recipe.BaseModel), "base_model", "Name a model's folder, or \"scratch\" for a new model.");
        OneOf(recipe.Method, TuningMethod.Names, "method");
        Require(recipe.Method is not ("head" or "lora" or "rslora" or "dora" or "soft-prompt" or "prefix") || recipe.BaseModel != "scratch", "method", $"\"{recipe.Method}\" leaves most weights as they are, which is of no use on a model that starts from random ones; use \"full\".");
        CheckMethod(recipe, Whole, Number, OneOf, Require);
        Whole(recipe.BatchSize, "batch_size", 1, 65_536);
        Whole(recipe.TokensPerBatch, "tokens_per_batch", 3, 1 << 26);
        Whole(recipe.GradientAccumulationSteps, "gradient_accumulation_steps", 1, 65_536);
        Number(recipe.Epochs, "epochs", 0, 10_000, open: true);
        Whole(recipe.MaxSteps, "max_steps", 1, 100_000_000);
        Whole(recipe.MaxLength, "max_length", 3, 1 << 20);
        Number(recipe.Dropout, "dropout", 0, 0.95);
        Number(recipe.LabelSmoothing, "label_smoothing", 0, 0.99);
        Number(recipe.MlmProbability, "mlm_probability", 0, 0.9, open: true);
        foreach (var (label, weight) in recipe.ClassWeights ?? new Dictionary<string, double>())
            Number(weight, $"class_weights.{label}", 0, 1e6);
        OneOf(recipe.Precision, Precisions, "precision");
        if (recipe.Augmentation is { } augmentation)
            CheckAugmentation(augmentation, Whole, Number, OneOf, Require);
        if (recipe.BaseModel == "scratch")
        {
            CheckShape(recipe, Whole, Require);
            OneOf(recipe.Scratch?.ModelType ?? "bert", ["bert", "modernbert"], "scratch.model_type");
        }
        CheckOptimizer(recipe.Optimizer, Whole, Number, OneOf);
        CheckEvaluation(recipe, Whole, Number, OneOf, Require);
        Whole(recipe.Folds, "folds", 2, 100);
        Require(recipe.Folds is null || recipe.Task is not ("masked-lm" or Contrastive), "folds", $"Cross-validation needs labels, and {recipe.Task} has none.");
        CheckLanguage(recipe, Number, OneOf, Require);
        Require(recipe.Folds is null || recipe.Evaluation.EvalStrategy != "no", "folds", "Cross-validation measures each fold: set evaluation.eval_strategy to \"epoch\" or \"steps\".");
        Require(recipe.Folds is null || recipe.Search is null, "folds", "Choose either folds or a search; the recipe that a search finds can then be run with folds.");
        problems.AddRange(Searches.SearchValidation.Check(recipe));
        return problems;
    }

    private static void CheckLanguage(Recipe recipe, NumberCheck number, Action<string, IReadOnlyList<string>, string> oneOf, Action<bool, string, string> require)
    {
        bool language = LanguageTasks.Contains(recipe.Task);
        require(!recipe.Packing || recipe.Task == "causal-lm", "packing", "Only causal-lm packs several rows into one.");
        require(!recipe.Packing || recipe.Method is not ("soft-prompt" or "prefix"), "packing", "Packed rows have no place for virtual tokens in front of each text; leave packing out.");
        oneOf(recipe.Preference?.LossType ?? "sigmoid", Objectives.PreferenceLoss.Names, "preference.loss_type");
        number(recipe.Preference?.Beta, "preference.beta", 0, 100, open: true);
        number(recipe.Preference?.LabelSmoothing, "preference.label_smoothing", 0, 0.49);
        require(!language || recipe.Augmentation is null, "augmentation", "Changed copies are for labelled texts; a language model would learn the mistakes.");
        require(!language || recipe.Folds is null, "folds", "Cross-validation measures labels; a language model has none.");
        require(!language || recipe.ClassWeights is null, "class_weights", "A language model has no classes.");
        require(recipe.Task is not ("causal-lm" or "preference") || recipe.Method != "head", "method", "A language model has no head of its own to tune; use \"lora\" or \"full\".");
        require(recipe.Task is not ("preference" or "reward") || recipe.BaseModel != "scratch", "base_model", "Preferences are taught to a model that can write already; name its folder.");
        require(language || recipe.Evaluation.SamplePrompts is null, "evaluation.sample_prompts", "Only language models answer prompts.");
        require(recipe.Evaluation.SamplePrompts is not { } asked || (asked.Count <= Objectives.SampleAnswers.MostPrompts && asked.All(p => !string.IsNullOrWhiteSpace(p))),
            "evaluation.sample_prompts", $"Give 1 to {Objectives.SampleAnswers.MostPrompts} prompts, none of them empty.");
        require(recipe.Evaluation.GeneralSet is null || recipe.Task is "causal-lm" or "preference", "evaluation.general_set", "Forgetting is measured on models that write; leave it out.");
        require(recipe.Method != "prefix" || recipe.Task is "causal-lm" or "preference", "method", "\"prefix\" is for language models; use \"soft-prompt\" or \"lora\".");
    }

    private static void CheckMethod(
        Recipe recipe, Action<int?, string, int, int> whole, NumberCheck number, Action<string, IReadOnlyList<string>, string> oneOf, Action<bool, string, string> require)
    {
        whole(recipe.Lora?.R, "lora.r", 1, 4096);
        number(recipe.Lora?.LoraAlpha, "lora.lora_alpha", 0, 1e6, open: true);
        number(recipe.Lora?.LoraDropout, "lora.lora_dropout", 0, 0.95);
        require(recipe.Lora?.TargetModules is not { Count: 0 }, "lora.target_modules", "Name at least one layer, or leave it out.");
        whole(recipe.SoftPrompt?.NumVirtualTokens, "soft_prompt.num_virtual_tokens", 1, 1024);
        oneOf(recipe.SoftPrompt?.PromptTuningInit ?? "RANDOM", ["SAMPLE_VOCAB", "TEXT", "RANDOM"], "soft_prompt.prompt_tuning_init");
        require(recipe.SoftPrompt is not { PromptTuningInit: "TEXT", PromptTuningInitText: null or "" }, "soft_prompt.prompt_tuning_init_text", "Give the text to start from.");
        whole(recipe.Unfreezing?.LayersPerStage, "unfreezing.layers_per_stage", 1, 256);
        number(recipe.Unfreezing?.EpochsPerStage, "unfreezing.epochs_per_stage", 0, 10_000, open: true);
        whole(recipe.Unfreezing?.StepsPerStage, "unfreezing.steps_per_stage", 1, 100_000_000);
    }

    private static void CheckAugmentation(
        AugmentationSettings augmentation, Action<int?, string, int, int> whole, NumberCheck number, Action<string, IReadOnlyList<string>, string> oneOf, Action<bool, string, string> require)
    {
        whole(augmentation.Copies, "augmentation.copies", 1, 20);
        number(augmentation.TypoRate, "augmentation.typo_rate", 0, 1);
        number(augmentation.CasingRate, "augmentation.casing_rate", 0, 1);
        number(augmentation.CharacterDeletionRate, "augmentation.character_deletion_rate", 0, 1);
        number(augmentation.WordDeletionRate, "augmentation.word_deletion_rate", 0, 0.9);
        number(augmentation.SynonymRate, "augmentation.synonym_rate", 0, 1);
        oneOf(augmentation.Keyboard, [.. Augmenting.Keyboard.Names], "augmentation.keyboard");
        foreach (var (word, synonyms) in augmentation.Synonyms ?? new Dictionary<string, IReadOnlyList<string>>())
            require(word.Length > 0 && synonyms.Count > 0 && synonyms.All(s => s.Length > 0), $"augmentation.synonyms.{word}", "Give each word at least one other word that may stand for it.");
    }

    private static void CheckShape(Recipe recipe, Action<int?, string, int, int> whole, Action<bool, string, string> require)
    {
        var shape = recipe.Scratch ?? new ScratchShape();
        whole(shape.HiddenSize, "scratch.hidden_size", 8, 8192);
        whole(shape.NumHiddenLayers, "scratch.num_hidden_layers", 1, 96);
        whole(shape.NumAttentionHeads, "scratch.num_attention_heads", 1, 256);
        whole(shape.IntermediateSize, "scratch.intermediate_size", 8, 32_768);
        whole(shape.MaxPositionEmbeddings, "scratch.max_position_embeddings", 8, 32_768);
        whole(shape.VocabSize, "scratch.vocab_size", 100, 500_000);
        require(shape.NumAttentionHeads < 1 || shape.HiddenSize % shape.NumAttentionHeads == 0, "scratch.num_attention_heads", $"{shape.HiddenSize} hidden values do not divide into {shape.NumAttentionHeads} heads.");
        require(shape.ModelType != "modernbert" || shape.NumAttentionHeads < 1 || shape.HiddenSize % (2 * shape.NumAttentionHeads) == 0, "scratch.num_attention_heads", $"{shape.HiddenSize} hidden values do not divide into {shape.NumAttentionHeads} heads of an even size, which rotary positions need.");
        require(recipe.MaxLength <= shape.MaxPositionEmbeddings, "max_length", $"{recipe.MaxLength} tokens are more than the model's {shape.MaxPositionEmbeddings} positions (scratch.max_position_embeddings).");
    }

    private static void CheckOptimizer(
        OptimizerSettings optimizer, Action<int?, string, int, int> whole, NumberCheck number, Action<string, IReadOnlyList<string>, string> oneOf)
    {
        number(optimizer.LearningRate, "optimizer.learning_rate", 0, 10, open: true);
        number(optimizer.WeightDecay, "optimizer.weight_decay", 0, 10);
        oneOf(optimizer.Schedule, Schedule.Names, "optimizer.schedule");
        whole(optimizer.WarmupSteps, "optimizer.warmup_steps", 0, 100_000_000);
        number(optimizer.WarmupRatio, "optimizer.warmup_ratio", 0, 1);
        number(optimizer.MaxGradNorm, "optimizer.max_grad_norm", 0, 1e9);
        number(optimizer.AdamBeta1, "optimizer.adam_beta1", 0, 0.999999);
        number(optimizer.AdamBeta2, "optimizer.adam_beta2", 0, 0.99999999);
        number(optimizer.LayerwiseLrDecay, "optimizer.layerwise_lr_decay", 0, 1, open: true);
        number(optimizer.L1Penalty, "optimizer.l1_penalty", 0, 1e3);
        number(optimizer.L2Penalty, "optimizer.l2_penalty", 0, 1e3);
        number(optimizer.AdamEpsilon, "optimizer.adam_epsilon", 0, 1, open: true);
    }

    private static void CheckEvaluation(
        Recipe recipe, Action<int?, string, int, int> whole, NumberCheck number, Action<string, IReadOnlyList<string>, string> oneOf, Action<bool, string, string> require)
    {
        var evaluation = recipe.Evaluation;
        oneOf(evaluation.EvalStrategy, ["epoch", "steps", "no"], "evaluation.eval_strategy");
        whole(evaluation.EvalSteps, "evaluation.eval_steps", 1, 100_000_000);
        require(evaluation.EvalStrategy != "steps" || evaluation.EvalSteps is not null, "evaluation.eval_steps", "Say after how many steps to evaluate, or set eval_strategy to \"epoch\".");
        oneOf(evaluation.MetricForBestModel, EvaluationMetrics.Names, "evaluation.metric_for_best_model");
        whole(evaluation.GenerationMaxNewTokens, "evaluation.generation_max_new_tokens", 1, 65_536);
        whole(recipe.EarlyStopping?.Patience, "early_stopping.patience", 1, 10_000);
        number(recipe.EarlyStopping?.Threshold, "early_stopping.threshold", 0, 1e6);
        require(recipe.EarlyStopping is null || evaluation.EvalStrategy != "no", "early_stopping", "Early stopping needs evaluations: set evaluation.eval_strategy to \"epoch\" or \"steps\".");
    }

    private delegate void NumberCheck(double? value, string field, double minimum, double maximum, bool open = false);
}
