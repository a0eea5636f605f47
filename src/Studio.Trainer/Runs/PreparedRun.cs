using Studio.Trainer.Formats;
using Studio.Trainer.Methods;
using Studio.Trainer.Models;
using Studio.Trainer.Runs.Augmenting;
using Studio.Trainer.Runs.Language;
using Studio.Trainer.Runs.Objectives;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>Everything that a run needs before its first step.</summary>
internal sealed record PreparedRun(
    Recipe Recipe, BaseModel Base, IReadOnlyList<(string Name, Tensor Tensor)> Tuned, IReadOnlyList<string> Labels, EncodedRows Train, Task<EncodedRows> ComingValidation, IReadOnlyList<TrainingRow> Samples, int[] SampleNumbers,
    string Metric, RunPlan Plan, string Fingerprint, IReadOnlyList<RunNotice> Notices) : IDisposable
{
    internal const int SampleCount = 6;

    /// <summary>The tokens of a run that shares none, within its output folder.</summary>
    public const string TokenFolder = "tokens";

    /// <summary>The validation rows, which are tokenized while the first steps are computed; waits for them.</summary>
    public EncodedRows Validation
    {
        get => ComingValidation.GetAwaiter().GetResult();
        init => ComingValidation = Task.FromResult(value);
    }

    /// <summary>Number of the validation rows, known at once.</summary>
    public int ValidationCount { get; init; }

    /// <summary>What the run teaches; for preferences it is not what the model's own head is for.</summary>
    public TaskKind Kind { get; init; } = Base.Model.Task.Kind;

    /// <summary>The element type of what is computed between embeddings and logits.</summary>
    public ScalarType ComputeType { get; init; } = ScalarType.Float32;

    /// <summary>Rows that were set aside for the end; null where there are none.</summary>
    public HeldOut? Test { get; init; }

    /// <summary>As many of a language model's answers as an evaluation shows.</summary>
    public int ShownSamples { get; init; } = SampleCount;

    /// <summary>Whether the training rows are conversations.</summary>
    public bool Conversations { get; init; }

    /// <summary>Texts of another kind, scored with the base model; null where forgetting is not measured.</summary>
    public GeneralSet? General { get; init; }

    /// <summary>The base model had no chat template and gets one.</summary>
    public bool AddsChatTemplate { get; init; }

    /// <exception cref="TrainingException">The recipe, the rows or the base model cannot be trained.</exception>
    public static PreparedRun Prepare(TrainingJob job, Device device, CancellationToken cancel)
    {
        var recipe = job.Recipe;
        int labelled = job.Train.Count;
        job = job with { Train = AugmentedRows.Of(job.Train, recipe) };
        var census = RowCensus.Take(job, cancel);
        RequireFit(job, census);
        var started = BaseModel.Open(job, census, device);
        try
        {
            var notices = started.Notices.Select(text => new RunNotice(NoticeLevel.Information, text)).ToList();
            bool plain = false, conversations = census.Kind is TaskKind.CausalLm or TaskKind.Preference or TaskKind.Reward && job.Train.Read().Any(row => row.Messages is not null);
            if (conversations)
                (started, plain) = started.ForConversations();
            if (plain)
                notices.Add(new(NoticeLevel.Warning, "The base model has no chat template. Conversations are written as plain lines (\"User: …\", \"Assistant: …\"), and the tuned model gets this template in its folder (chat_template.jinja)."));
            var type = job.InsistsOnPrecision ? recipe.ScalarType : recipe.ComputeType(device);
            if (type != recipe.ScalarType)
                notices.Add(new(NoticeLevel.Information, "This processor has no arithmetic for bfloat16 (AVX-512), so the run computes in 32 bits: many times faster here, and at least as exact. A GPU would compute in bf16."));
            int virtualTokens = recipe.Method is "soft-prompt" or "prefix" ? (recipe.SoftPrompt ?? new()).NumVirtualTokens : 0;
            int maxLength = Math.Max(3, Math.Min(recipe.MaxLength, started.Model.MaxTokens - virtualTokens));
            if (maxLength < recipe.MaxLength)
                notices.Add(new(NoticeLevel.Warning, $"The base model reads {maxLength} tokens at most, so max_length {recipe.MaxLength} became {maxLength}."));
            var (train, validation) = Encode(started, recipe, census, type, maxLength, job, notices, device, cancel);
            var test = HeldOut.Take(job, started, census.Kind, type, maxLength, device, cancel);
            var general = GeneralSet.Take(job, started, type, maxLength, device, cancel);
            var tuned = Apply(started, recipe);
            if (recipe.Augmentation is not null)
                notices.Add(new(NoticeLevel.Information, $"{train.Count - labelled} of {train.Count} training rows are changed copies of the other {labelled} (augmentation). Validation rows are as they were labelled."));
            int measured = train.Language is null ? job.Validation.Count : validation.Result.Count;
            Explain(notices, recipe, census, train, measured, maxLength);
            int[] numbers = [.. Randomness.Permutation(job.Validation.Count, Randomness.For(recipe.Seed, "samples")).Take(recipe.Evaluation.PredictWithGenerate ? int.MaxValue : SampleCount).Order()];
            var wanted = numbers.ToHashSet();
            TrainingRow[] samples = [.. job.Validation.Read().Where((_, i) => wanted.Contains(i))];
            return new(recipe, started, tuned, census.Labels, train, validation, samples, numbers, ChooseMetric(recipe, census, notices), new(recipe, train.Lengths), RunFingerprint.Of(recipe, census.RowsHash), notices) { Kind = census.Kind, ComputeType = type, AddsChatTemplate = plain, Conversations = conversations, ValidationCount = measured, General = general, Test = test };
        }
        catch
        {
            started.Model.Dispose();
            throw;
        }
    }

    private static (EncodedRows Train, Task<EncodedRows> Validation) Encode(
        BaseModel started, Recipe recipe, RowCensus census, ScalarType type, int maxLength, TrainingJob job, List<RunNotice> notices, Device device, CancellationToken cancel)
    {
        if (census.Kind is not (TaskKind.CausalLm or TaskKind.Preference or TaskKind.Reward))
        {
            var encoder = new RowEncoder(started.Tokenizer, started.Model, census, maxLength, new(job.TokenCache ?? Path.Combine(job.OutputDirectory, TokenFolder)), recipe.MlmProbability);
            if (census.Kind != TaskKind.Contrastive)
                return (encoder.Encode(job.Train, cancel), Task.Run(() => encoder.Encode(job.Validation, cancel), CancellationToken.None));
            EncodedRows Pairs(IRowSource rows) => encoder.Encode(new OneOfPair(rows, second: false), cancel) with { Partners = encoder.Encode(new OneOfPair(rows, second: true), cancel) };
            return (Pairs(job.Train), Task.Run(() => Pairs(job.Validation), CancellationToken.None));
        }
        var tokens = new DialogueTokens(started.Tokenizer, started.Chat, started.EndIds);
        EncodedRows Part(IRowSource rows, string part, bool packing)
        {
            var encoded = EncodedRows.Of(new LanguageEncoder(tokens, census.Kind, maxLength, packing).Encode(rows, cancel));
            LanguageNotices.Add(notices, encoded.Language!.Report, part, maxLength);
            // The base model as it is now is what the tuned one is compared with, so this comes before anything is put on it.
            return census.Kind == TaskKind.Preference ? encoded with { Reference = PreferenceObjective.Reference(started.Model, encoded, type, device, cancel) } : encoded;
        }
        return (Part(job.Train, "training", recipe.Packing), Task.FromResult(Part(job.Validation, "validation", packing: false)));
    }

    /// <summary>Number of values that the run changes.</summary>
    public long TunedParameters => Tuned.Sum(p => p.Tensor.NumberOfElements);

    public void Dispose()
    {
        Train.Dispose();
        // Rows that could not be tokenized have told the run, and hold nothing.
        ComingValidation.ContinueWith(static rows => { if (rows.IsCompletedSuccessfully) rows.Result.Dispose(); }, TaskScheduler.Default).Wait();
        Base.Model.Dispose();
    }

    private static void RequireFit(TrainingJob job, RowCensus census)
    {
        string? unknown = job.Recipe.ClassWeights?.Keys.FirstOrDefault(label => !census.Labels.Contains(label));
        if (unknown is not null)
            throw new TrainingException($"The recipe weighs a label \"{unknown}\" that no row has (class_weights). The labels are {string.Join(", ", census.Labels.Select(l => $"\"{l}\""))}.");
        if (job.Recipe.ClassWeights is not null && census.Kind is not (TaskKind.SingleLabel or TaskKind.TokenClassification))
            throw new TrainingException("Class weights are for tasks with one label for each row or word; remove class_weights.");
        if (job.Recipe.EarlyStopping is not null && job.Validation.Count == 0)
            throw new TrainingException("Early stopping watches the validation rows, and there are none. Give some rows to the validation split, or remove early_stopping.");
    }

    private static IReadOnlyList<(string Name, Tensor Tensor)> Apply(BaseModel started, Recipe recipe)
    {
        try
        {
            return TuningMethod.Apply(started.Model, started.Tokenizer, recipe);
        }
        catch (ModelFormatException e)
        {
            throw new TrainingException(e.Message, e);
        }
    }

    private static string ChooseMetric(Recipe recipe, RowCensus census, List<RunNotice> notices)
    {
        string wanted = recipe.Evaluation.MetricForBestModel;
        IReadOnlyList<string> known = [.. EvaluationMetrics.Of(census.Kind), .. recipe.Evaluation.PredictWithGenerate && census.Kind == TaskKind.CausalLm ? new[] { "exact_match", "rougeL", "chrf" } : []];
        if (known.Contains(wanted))
            return wanted;
        notices.Add(new(NoticeLevel.Warning, $"This task has no metric \"{wanted}\" (metric_for_best_model); the best checkpoint is chosen by \"{known[0]}\". It has {string.Join(", ", known)}."));
        return known[0];
    }

    private static void Explain(List<RunNotice> notices, Recipe recipe, RowCensus census, EncodedRows train, int validation, int maxLength)
    {
        double rate = recipe.Optimizer.LearningRate;
        if (recipe.Task != "preference" && recipe.Method is "lora" or "rslora" or "dora" && rate < 5e-5)
            notices.Add(new(NoticeLevel.Warning, $"A learning rate of {rate:g2} is low for LoRA, which usually needs 1e-4 to 2e-3."));
        if (recipe.Method is "full" or "gradual" && recipe.BaseModel != BaseModel.Scratch && rate > 2e-4)
            notices.Add(new(NoticeLevel.Warning, $"A learning rate of {rate:g2} is high for tuning all weights of a trained model, which usually needs 1e-5 to 5e-5."));
        if (train.Truncated > 0 && train.Language is null)
            notices.Add(new(NoticeLevel.Warning, $"{train.Truncated} of {train.Count} training rows are longer than {maxLength} tokens and were cut (max_length)."));
        if (train.Count < recipe.BatchSize)
            notices.Add(new(NoticeLevel.Warning, $"There are only {train.Count} training rows, fewer than one batch of {recipe.BatchSize}; every step sees all of them."));
        if (validation == 0)
            notices.Add(new(NoticeLevel.Warning, "There are no validation rows, so nothing is measured during the run and the last weights are kept."));
        string[] unseen = [.. census.Labels.Where(label => !census.TrainLabels.Contains(label))];
        if (unseen.Length > 0)
            notices.Add(new(NoticeLevel.Warning, $"No training row has the label {string.Join(", ", unseen.Select(l => $"\"{l}\""))}, so the model cannot learn it."));
    }
}
