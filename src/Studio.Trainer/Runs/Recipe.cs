namespace Studio.Trainer.Runs;

/// <summary>
/// Everything that decides a tuning run, apart from the rows. The same object stands in the launcher, the API, the database and the
/// command line; in JSON its names are snake_case and follow Hugging Face's where one exists.
/// </summary>
public sealed record Recipe
{
    /// <summary>
    /// What is learned: <c>sequence-classification</c> (the rows say whether one label, several or a number),
    /// <c>token-classification</c>, <c>masked-lm</c> to learn a language from texts alone, <c>contrastive</c> to bring the vectors of texts together that belong together; for language models <c>causal-lm</c> (texts, prompts with
    /// completions, conversations), <c>preference</c> (DPO), and <c>reward</c>.
    /// </summary>
    public string Task { get; init; } = "sequence-classification";

    /// <summary>A Hugging Face folder, or <c>scratch</c> for a new model of the shape in <see cref="Scratch"/>.</summary>
    public string BaseModel { get; init; } = "scratch";

    public ScratchShape? Scratch { get; init; }

    /// <summary>How the weights are adapted: <c>full</c>, <c>head</c> (the last layer only), <c>gradual</c> (layer after layer from the top), <c>lora</c>, <c>rslora</c>, <c>dora</c>, <c>soft-prompt</c> or <c>prefix</c>.</summary>
    public string Method { get; init; } = "full";

    /// <summary>Used by the method <c>lora</c>; null is its defaults.</summary>
    public LoraSettings? Lora { get; init; }

    /// <summary>Used by the method <c>soft-prompt</c>; null is its defaults.</summary>
    public SoftPromptSettings? SoftPrompt { get; init; }

    /// <summary>Used by the method <c>gradual</c>; null is its defaults.</summary>
    public UnfreezingSettings? Unfreezing { get; init; }

    public OptimizerSettings Optimizer { get; init; } = new();

    /// <summary>Rows in one forward pass; not used where <see cref="TokensPerBatch"/> is given.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Tokens in one forward pass, padding included: short rows stand many to a batch, long ones few, so that no pass is small and none too large.
    /// Null has <see cref="BatchSize"/> rows in every pass.
    /// </summary>
    public int? TokensPerBatch { get; init; }

    /// <summary>Forward passes before one optimizer step.</summary>
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>Passes over the training rows; not used where <see cref="MaxSteps"/> is given.</summary>
    public double Epochs { get; init; } = 3;

    /// <summary>Optimizer steps in all.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Tokens of a row, special tokens included; what is longer is cut and counted.</summary>
    public int MaxLength { get; init; } = 128;

    /// <summary>Overrides the base model's dropout where given.</summary>
    public double? Dropout { get; init; }

    public double LabelSmoothing { get; init; }

    /// <summary>Weight of each label in the loss, by name; null weighs all alike.</summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <summary>
    /// <c>fp32</c>, or <c>bf16</c>: layers compute with half the bits, while weights, gradients and moments keep all of theirs.
    /// </summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Computes each layer a second time on the way back in place of keeping what it computed: less memory, about a third more time, the same weights.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Changed copies of the training rows; null for none.</summary>
    public AugmentationSettings? Augmentation { get; init; }

    /// <summary>For <c>causal-lm</c>: short rows share one of <see cref="MaxLength"/> tokens without seeing each other, so that next to nothing is padding.</summary>
    public bool Packing { get; init; }

    /// <summary>For <c>masked-lm</c>: share of a text's tokens that are hidden for the model to guess.</summary>
    public double MlmProbability { get; init; } = 0.15;

    /// <summary>Used by the task <c>preference</c>; null is its defaults.</summary>
    public PreferenceSettings? Preference { get; init; }

    public EvaluationSettings Evaluation { get; init; } = new();

    public EarlyStoppingSettings? EarlyStopping { get; init; }

    /// <summary>
    /// Cross-validation: so many times a part of the training and validation rows is held out, measured on a model that learned from the others,
    /// before the model itself is trained. Parts have the same mix of labels, and rows of one group stay together.
    /// </summary>
    public int? Folds { get; init; }

    /// <summary>Tries many values of some fields and trains the model with the best; null trains as the recipe says.</summary>
    public SearchSettings? Search { get; init; }

    public int Seed { get; init; } = 42;

    /// <summary>What the recipe asks for, in libtorch's words.</summary>
    internal TorchSharp.torch.ScalarType ScalarType => Precision == "bf16" ? TorchSharp.torch.ScalarType.BFloat16 : TorchSharp.torch.ScalarType.Float32;

    /// <summary>What is computed in on this device: 32 bits where fewer would only be slower.</summary>
    internal TorchSharp.torch.ScalarType ComputeType(TorchSharp.torch.Device device) => Devices.Arithmetic.MultipliesBFloat16(device) ? ScalarType : TorchSharp.torch.ScalarType.Float32;

    /// <summary>
    /// What to begin with when a model starts from random weights: it needs a learning rate ten times that of tuning, and stops by itself
    /// where the validation rows say that it begins to learn by heart.
    /// </summary>
    public static Recipe FromScratch { get; } = new()
    {
        BaseModel = "scratch",
        Scratch = new(),
        Dropout = 0.2,
        Epochs = 5,
        Optimizer = new() { LearningRate = 5e-4, WarmupRatio = 0.1 },
        EarlyStopping = new(Patience: 3),
    };
}

/// <summary>The shape of a model that starts from random weights; its vocabulary is learned from the training rows.</summary>
public sealed record ScratchShape
{
    /// <summary>
    /// An encoder's architecture: <c>bert</c>, or <c>modernbert</c>, which learns a language in fewer steps since it knows from the start how far
    /// apart two words are. <c>causal-lm</c> has Llama's.
    /// </summary>
    public string ModelType { get; init; } = "bert";

    public int HiddenSize { get; init; } = 128;
    public int NumHiddenLayers { get; init; } = 2;
    public int NumAttentionHeads { get; init; } = 4;
    public int IntermediateSize { get; init; } = 512;
    public int MaxPositionEmbeddings { get; init; } = 512;
    public int VocabSize { get; init; } = 8000;
}

/// <summary>AdamW and its schedule, with the names and defaults of Hugging Face's TrainingArguments.</summary>
public sealed record OptimizerSettings
{
    public double LearningRate { get; init; } = 5e-5;
    public double WeightDecay { get; init; } = 0.01;

    /// <summary><c>linear</c>, <c>cosine</c>, <c>constant</c> or <c>constant_with_warmup</c>.</summary>
    public string Schedule { get; init; } = "linear";

    public int? WarmupSteps { get; init; }
    public double? WarmupRatio { get; init; }
    public double MaxGradNorm { get; init; } = 1.0;
    public double AdamBeta1 { get; init; } = 0.9;
    public double AdamBeta2 { get; init; } = 0.999;
    public double AdamEpsilon { get; init; } = 1e-8;

    /// <summary>Each layer below the head learns at this share of the rate of the layer above; 1 gives all the same rate.</summary>
    public double LayerwiseLrDecay { get; init; } = 1;

    /// <summary>Added to the loss: this times the sum of the absolute values of all trained matrices.</summary>
    public double L1Penalty { get; init; }

    /// <summary>Added to the loss: this times the sum of the squares of all trained matrices. Other than weight decay it passes through Adam's scaling.</summary>
    public double L2Penalty { get; init; }
}

/// <summary>Low-rank adapters (Hu and others, 2021), with the names of PEFT's LoraConfig.</summary>
public sealed record LoraSettings
{
    public int R { get; init; } = 8;
    public double LoraAlpha { get; init; } = 16;
    public double LoraDropout { get; init; }

    /// <summary>Ends of the names of the layers that get an adapter; null is the query and value projections, <c>["all-linear"]</c> every linear layer of the encoder.</summary>
    public IReadOnlyList<string>? TargetModules { get; init; }

    /// <summary>Scales by alpha / √r in place of alpha / r (Kalajdzievski, 2023).</summary>
    public bool UseRslora { get; init; }

    /// <summary>Learns length and direction of the weights apart (Liu and others, 2024).</summary>
    public bool UseDora { get; init; }
}

/// <summary>Learned vectors in front of the text (Lester and others, 2021), with the names of PEFT's PromptTuningConfig.</summary>
public sealed record SoftPromptSettings
{
    public int NumVirtualTokens { get; init; } = 20;

    /// <summary><c>SAMPLE_VOCAB</c> starts from embeddings of random tokens, <c>TEXT</c> from those of <see cref="PromptTuningInitText"/>, <c>RANDOM</c> from noise.</summary>
    public string PromptTuningInit { get; init; } = "SAMPLE_VOCAB";

    public string? PromptTuningInitText { get; init; }
}

/// <summary>Learning from preferences, with the names of TRL's DPOConfig.</summary>
public sealed record PreferenceSettings
{
    /// <summary>How dear it is to move away from the base model.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary><c>sigmoid</c> (DPO), <c>robust</c>, <c>hinge</c> or <c>ipo</c>.</summary>
    public string LossType { get; init; } = "sigmoid";

    /// <summary>The share of pairs that is expected to be labelled the wrong way round.</summary>
    public double LabelSmoothing { get; init; }
}

/// <summary>Gradual unfreezing (Howard and Ruder, 2018): the head first, then the layers from the top, at last the embeddings.</summary>
public sealed record UnfreezingSettings
{
    /// <summary>Layers that join at each stage.</summary>
    public int LayersPerStage { get; init; } = 1;

    /// <summary>Epochs of a stage; not used where <see cref="StepsPerStage"/> is given.</summary>
    public double EpochsPerStage { get; init; } = 1;

    public int? StepsPerStage { get; init; }
}

/// <summary>When the validation rows are scored, and by which metric the best checkpoint is chosen.</summary>
public sealed record EvaluationSettings
{
    /// <summary><c>epoch</c>, <c>steps</c> or <c>no</c>.</summary>
    public string EvalStrategy { get; init; } = "epoch";

    public int? EvalSteps { get; init; }

    /// <summary>For language models: answers every validation row that has a prompt and measures <c>exact_match</c>, <c>rougeL</c> and <c>chrf</c>, in place of a few samples.</summary>
    public bool PredictWithGenerate { get; init; }

    /// <summary>Tokens of such an answer at most.</summary>
    public int GenerationMaxNewTokens { get; init; } = 48;

    /// <summary>For language models: prompts that are answered at every evaluation, so that one reads what the model learns. Null asks a few validation rows.</summary>
    public IReadOnlyList<string>? SamplePrompts { get; init; }

    /// <summary>
    /// For language models: texts of another kind that are scored before the first step and with the kept weights, to see what was forgotten. <c>built-in</c>,
    /// or what the job brings under the name that stands here; null measures nothing.
    /// </summary>
    public string? GeneralSet { get; init; }

    /// <summary><c>accuracy</c>, <c>f1_macro</c> or <c>loss</c>; by the task also <c>f1_micro</c>, <c>f1</c> (spans), <c>mse</c>, <c>mae</c>, <c>pearson</c>.</summary>
    public string MetricForBestModel { get; init; } = "accuracy";
}

/// <summary>Ends a run once the metric has not improved by <paramref name="Threshold"/> in <paramref name="Patience"/> evaluations.</summary>
public sealed record EarlyStoppingSettings(int Patience = 3, double Threshold = 0);
