using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>The model that a run starts from, with its tokenizer.</summary>
internal sealed record BaseModel(TransformerModel Model, ITokenizer Tokenizer, IReadOnlyList<string> Notices)
{
    public const string Scratch = "scratch";

    /// <summary>How the model wants conversations written; null where its folder does not say.</summary>
    public Generation.ChatFormat? Chat { get; init; }

    /// <summary>The model as one that can be told conversations, and whether that needed a template that is not its own.</summary>
    public (BaseModel Model, bool Plain) ForConversations() => Chat is null ? (this with { Chat = Generation.PlainChat.For(Tokenizer, EndIds) }, true) : (this, false);

    /// <summary>Tokens with which a language model says that it is done.</summary>
    public IReadOnlySet<int> EndIds { get; init; } = new HashSet<int>();

    /// <exception cref="TrainingException">The folder cannot be used, in a sentence that says why.</exception>
    public static BaseModel Open(TrainingJob job, RowCensus census, Device device)
    {
        try
        {
            return job.Recipe.BaseModel == Scratch ? census.Kind == TaskKind.CausalLm ? ScratchDecoder.New(job, device) : New(job, census, device) : FromFolder(job.Recipe, census, device);
        }
        catch (Templates.TemplateException e)
        {
            throw new TrainingException($"The chat template in '{job.Recipe.BaseModel}' cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is ModelFormatException or TokenizerException)
        {
            throw new TrainingException(e.Message, e);
        }
    }

    private static BaseModel New(TrainingJob job, RowCensus census, Device device)
    {
        var shape = job.Recipe.Scratch ?? new ScratchShape();
        var texts = job.Train.Read().SelectMany(row => row.Tokens ?? (row.TextPair is null ? [row.Text] : new[] { row.Text, row.TextPair }));
        var vocabulary = Text.Training.WordPieceTrainer.Train(texts, shape.VocabSize, lowercase: true);
        var tokenizer = WordPieceTokenizer.Create(vocabulary, lowercase: true, shape.MaxPositionEmbeddings);
        var config = ScratchEncoder.Config(shape, vocabulary.Count, job.Recipe.Dropout ?? 0.1);
        TaskConfig.Set(config, census.Kind, census.Labels);
        var model = TransformerModel.Build(config, ModelTask.FromConfig(config), device);
        WeightInitializer.Initialize(model, [.. model.Parameters.All.Select(p => p.Name)], (long)(Randomness.For(job.Recipe.Seed, "weights") >> 1));
        return new(model, tokenizer, [$"Learned a vocabulary of {vocabulary.Count} word pieces from the training rows."]);
    }

    private static BaseModel FromFolder(Recipe recipe, RowCensus census, Device device)
    {
        var config = ModelConfig.Load(recipe.BaseModel);
        var tokenizer = TokenizerFolder.Load(recipe.BaseModel);
        bool sameLabels = config.Labels.SequenceEqual(census.Labels);
        TaskConfig.Set(config, census.Kind, census.Labels);
        // A classifier on a decoder reads the last token that is no padding, and so has to know which token is.
        if (config.Json["pad_token_id"] is null && (tokenizer.SpecialTokens.Pad ?? tokenizer.SpecialTokens.Eos) is { } pad && Models.Decoders.DecoderFamilies.Names.Contains(config.ModelType))
            config.Json["pad_token_id"] = pad;
        if (recipe.Dropout is { } dropout)
            TaskConfig.SetDropout(config, dropout);
        var model = TransformerModel.Build(config, ModelTask.FromConfig(config), device);
        try
        {
            if (tokenizer.VocabularySize > model.VocabularySize)
                throw new TrainingException($"The tokenizer in '{recipe.BaseModel}' knows {tokenizer.VocabularySize} tokens and the model only {model.VocabularySize}; they do not belong together.");
            using var weights = WeightFiles.Open(recipe.BaseModel);
            var report = WeightLoader.Load(model.Parameters, weights);
            report.Require(name => !IsHead(name));
            // A head that tells other labels apart knows nothing of these, even where its shape fits.
            string[] fresh = [.. model.Parameters.All.Select(p => p.Name).Where(name =>
                report.Missing.Contains(name) || report.Misshapen.Any(m => m.Name == name) || (!sameLabels && census.Kind != TaskKind.Contrastive && IsClassifier(name)))];
            model.FreshWeights = fresh;
            WeightInitializer.Initialize(model, fresh, (long)(Randomness.For(recipe.Seed, "weights") >> 1));
            return new(model, tokenizer, fresh.Length == 0 ? [] : [$"These weights start fresh, because the base model has none for this task: {string.Join(", ", fresh)}."])
            {
                Chat = Generation.ChatFormat.Load(recipe.BaseModel),
                EndIds = Generation.EndTokens.Of(recipe.BaseModel, config, tokenizer),
            };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static bool IsClassifier(string name) => name.StartsWith("classifier.", StringComparison.Ordinal) || name.StartsWith("score.", StringComparison.Ordinal);

    public static bool IsHead(string name) =>
        IsClassifier(name) || name.StartsWith("cls.", StringComparison.Ordinal) || name.StartsWith("pre_classifier.", StringComparison.Ordinal) || name.StartsWith("head.", StringComparison.Ordinal) || name.StartsWith("decoder.", StringComparison.Ordinal) || name.Contains(".pooler.", StringComparison.Ordinal);
}
