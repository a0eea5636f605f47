using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs;

/// <summary>The model that a run starts from, with its tokenizer.</summary>
internal sealed record BaseModel(EncoderModel Model, ITokenizer Tokenizer, IReadOnlyList<string> Notices)
{
    public const string Scratch = "scratch";

    /// <exception cref="TrainingException">The folder cannot be used, in a sentence that says why.</exception>
    public static BaseModel Open(TrainingJob job, IReadOnlyList<string> labels)
    {
        try
        {
            return job.Recipe.BaseModel == Scratch ? New(job, labels) : FromFolder(job.Recipe, labels);
        }
        catch (Exception e) when (e is ModelFormatException or TokenizerException)
        {
            throw new TrainingException(e.Message, e);
        }
    }

    private static BaseModel New(TrainingJob job, IReadOnlyList<string> labels)
    {
        var shape = job.Recipe.Scratch ?? new ScratchShape();
        var texts = job.Train.Read().SelectMany(row => row.TextPair is null ? [row.Text] : new[] { row.Text, row.TextPair });
        var vocabulary = Text.Training.WordPieceTrainer.Train(texts, shape.VocabSize, lowercase: true);
        var tokenizer = WordPieceTokenizer.Create(vocabulary, lowercase: true, shape.MaxPositionEmbeddings);
        var config = new ModelConfig(
            new JsonObject
            {
                ["architectures"] = new JsonArray("BertForSequenceClassification"),
                ["model_type"] = "bert",
                ["vocab_size"] = vocabulary.Count,
                ["hidden_size"] = shape.HiddenSize,
                ["num_hidden_layers"] = shape.NumHiddenLayers,
                ["num_attention_heads"] = shape.NumAttentionHeads,
                ["intermediate_size"] = shape.IntermediateSize,
                ["hidden_act"] = "gelu",
                ["hidden_dropout_prob"] = job.Recipe.Dropout ?? 0.1,
                ["attention_probs_dropout_prob"] = job.Recipe.Dropout ?? 0.1,
                ["max_position_embeddings"] = shape.MaxPositionEmbeddings,
                ["type_vocab_size"] = 2,
                ["initializer_range"] = 0.02,
                ["layer_norm_eps"] = 1e-12,
                ["pad_token_id"] = 0,
                ["position_embedding_type"] = "absolute",
            },
            "recipe");
        SetLabels(config, labels);
        var model = EncoderModel.Build(config, new(TaskKind.SingleLabel, labels.Count));
        WeightInitializer.Initialize(model, [.. model.Parameters.All.Select(p => p.Name)], (long)(Randomness.For(job.Recipe.Seed, "weights") >> 1));
        return new(model, tokenizer, [$"Learned a vocabulary of {vocabulary.Count} word pieces from the training rows."]);
    }

    private static BaseModel FromFolder(Recipe recipe, IReadOnlyList<string> labels)
    {
        var config = ModelConfig.Load(recipe.BaseModel);
        var tokenizer = TokenizerFolder.Load(recipe.BaseModel);
        bool sameLabels = config.Labels.SequenceEqual(labels);
        SetLabels(config, labels);
        SetDropout(config, recipe.Dropout);
        var model = EncoderModel.Build(config, new(TaskKind.SingleLabel, labels.Count));
        try
        {
            if (tokenizer.VocabularySize > model.VocabularySize)
                throw new TrainingException($"The tokenizer in '{recipe.BaseModel}' knows {tokenizer.VocabularySize} tokens and the model only {model.VocabularySize}; they do not belong together.");
            using var weights = WeightFiles.Open(recipe.BaseModel);
            var report = WeightLoader.Load(model.Parameters, weights);
            report.Require(name => !IsHead(name));
            // A head that tells other labels apart knows nothing of these, even where its shape fits.
            string[] fresh = [.. model.Parameters.All.Select(p => p.Name).Where(name =>
                report.Missing.Contains(name) || report.Misshapen.Any(m => m.Name == name) || (!sameLabels && IsClassifier(name)))];
            model.FreshWeights = fresh;
            WeightInitializer.Initialize(model, fresh, (long)(Randomness.For(recipe.Seed, "weights") >> 1));
            return new(model, tokenizer, fresh.Length == 0 ? [] : [$"These weights start fresh, because the base model has none for this task: {string.Join(", ", fresh)}."]);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static bool IsClassifier(string name) => name.StartsWith("classifier.", StringComparison.Ordinal);

    public static bool IsHead(string name) =>
        IsClassifier(name) || name.StartsWith("pre_classifier.", StringComparison.Ordinal) || name.StartsWith("head.", StringComparison.Ordinal) || name.Contains(".pooler.", StringComparison.Ordinal);

    private static void SetLabels(ModelConfig config, IReadOnlyList<string> labels)
    {
        config.Json["id2label"] = new JsonObject(labels.Select((label, id) => KeyValuePair.Create(id.ToString(System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)label)));
        config.Json["label2id"] = new JsonObject(labels.Select((label, id) => KeyValuePair.Create(label, (JsonNode?)id)));
        config.Json["problem_type"] = "single_label_classification";
        string family = config.ModelType switch { "roberta" => "Roberta", "distilbert" => "DistilBert", "modernbert" => "ModernBert", _ => "Bert" };
        config.Json["architectures"] = new JsonArray($"{family}ForSequenceClassification");
    }

    private static void SetDropout(ModelConfig config, double? dropout)
    {
        if (dropout is not { } value)
            return;
        string[] fields = config.ModelType switch
        {
            "distilbert" => ["dropout", "attention_dropout", "seq_classif_dropout"],
            "modernbert" => ["attention_dropout", "embedding_dropout", "mlp_dropout", "classifier_dropout"],
            _ => ["hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"],
        };
        foreach (string field in fields)
            config.Json[field] = value;
    }
}
