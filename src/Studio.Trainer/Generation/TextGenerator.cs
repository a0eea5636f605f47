using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Studio.Trainer.Formats;
using Studio.Trainer.Generation.Schemas;
using Studio.Trainer.Models;
using Studio.Trainer.Native;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Generation;

/// <summary>
/// A causal language model from its Hugging Face folder. Any number of callers may ask at once: one thread owns the model, writes all answers
/// in one batch, and scores labels in between. A caller that reads slowly holds up nobody.
/// </summary>
public sealed class TextGenerator : ILabelScorer, IDisposable, IAsyncDisposable
{
    private readonly TransformerModel _model;
    private readonly WritingLoop _loop;
    private readonly ContinuationScorer _scorer;
    private readonly ContinuationTokens _continuations;
    private readonly GeneratorOptions _options;
    private readonly BlockingCollection<Action> _asked = [];
    private readonly Queue<Action> _scoring = new();
    private readonly IReadOnlySet<int> _endIds;
    private readonly ConditionalWeakTable<JsonSchemaConstraint, SchemaMasks> _schemas = [];
    private readonly Lazy<TokenTrie> _trie;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TextGenerator(string folder, TransformerModel model, ITokenizer tokenizer, GeneratorOptions options)
    {
        (_model, _options, Tokenizer) = (model, options, tokenizer);
        Chat = ChatFormat.Load(folder);
        _endIds = EndTokens.Of(folder, model.Config, tokenizer);
        using (no_grad())
            _loop = new(model, options);
        _scorer = new(_loop, model.Decoder!, model.CausalHead!);
        _trie = new(() => new(tokenizer));
        var special = tokenizer.SpecialTokens;
        _continuations = new(tokenizer, model.Config.ModelType.StartsWith("gemma", StringComparison.Ordinal), special.Bos ?? Id(model.Config, "bos_token_id") ?? special.Eos ?? _endIds.Cast<int?>().FirstOrDefault());
        new Thread(Serve) { IsBackground = true, Name = "generator" }.Start();
    }

    public ITokenizer Tokenizer { get; }

    /// <summary>How the model wants conversations written; null where its folder does not say.</summary>
    public ChatFormat? Chat { get; }

    /// <summary>Tokens of prompt and answer together.</summary>
    public int MaxTokens => _loop.MaxTokens;

    /// <summary>Ids of tokens run from 0 to this number.</summary>
    public int VocabularySize => _model.VocabularySize;

    public ModelConfig Config => _model.Config;

    /// <summary>Opens a folder and, if one is named, a PEFT adapter that was made for it.</summary>
    /// <exception cref="ModelFormatException">The folder holds no causal language model, or the adapter does not fit it.</exception>
    /// <exception cref="TokenizerException">The folder's tokenizer cannot be used.</exception>
    public static TextGenerator Load(string folder, string? adapterFolder = null, GeneratorOptions? options = null)
    {
        options ??= new();
        bool gpu = HasGpu(options);
        if (options.Device == "cuda" && !gpu)
            throw new ModelFormatException("There is no GPU that libtorch can use. Set the device to \"cpu\" or \"auto\".");
        var type = PrecisionOf(options) == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
        var tokenizer = TokenizerFolder.IsIn(folder) ? TokenizerFolder.Load(folder) : new NoTokenizer(folder);
        var model = TransformerModel.Load(folder, adapterFolder, gpu ? CUDA : CPU, type);
        try
        {
            if (model.CausalHead is null)
                throw new ModelFormatException($"'{folder}' holds a model that classifies, not one that writes (architectures in config.json).");
            return new(folder, model, tokenizer, options);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary><c>fp32</c> or <c>bf16</c>: what <see cref="Load"/> computes in on this machine.</summary>
    public static string PrecisionOf(GeneratorOptions options) => options.Precision ?? (HasGpu(options) ? "bf16" : "fp32");

    /// <summary>Writes an answer piece by piece. What is wrong with the request is told before the first piece.</summary>
    /// <exception cref="GenerationException">The request cannot be answered.</exception>
    public async IAsyncEnumerable<GeneratedPiece> StreamAsync(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var answer = await StartAsync(request, stop.Token);
            await foreach (var piece in answer.Pieces.ReadAllAsync(cancel))
                yield return piece;
        }
        finally
        {
            // Whoever stops reading wants no more of it.
            await stop.CancelAsync();
        }
    }

    /// <summary>Writes a whole answer.</summary>
    /// <exception cref="GenerationException">The request cannot be answered.</exception>
    public async Task<GenerationResult> GenerateAsync(GenerationRequest request, CancellationToken cancel = default)
    {
        var answer = await StartAsync(request, cancel);
        var text = new System.Text.StringBuilder();
        var ids = new List<int>();
        var logprobs = new List<TokenLogprob>();
        var finish = FinishReason.Stop;
        await foreach (var piece in answer.Pieces.ReadAllAsync(cancel))
        {
            text.Append(piece.Text);
            ids.AddRange(piece.Ids);
            logprobs.AddRange(piece.Logprobs);
            finish = piece.Finish ?? finish;
        }
        return new(text.ToString(), ids, finish, logprobs, request.PromptIds.Count, answer.Cached);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ContinuationScore>> ScoreAsync(string context, IReadOnlyList<string> continuations, CancellationToken cancel) =>
        continuations.Count == 0 ? Task.FromResult<IReadOnlyList<ContinuationScore>>([]) : ScoreIdsAsync([.. continuations.Select(c => _continuations.Encode(context, c))], cancel);

    /// <summary>As <see cref="ScoreAsync"/>, for tokens; items with the same context share one pass over it.</summary>
    public Task<IReadOnlyList<ContinuationScore>> ScoreIdsAsync(IReadOnlyList<(int[] Context, int[] Continuation)> items, CancellationToken cancel)
    {
        foreach (var (context, continuation) in items)
        {
            Require(context, "context");
            Require(continuation, "continuation");
        }
        var completion = new TaskCompletionSource<IReadOnlyList<ContinuationScore>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(() => _scoring.Enqueue(() => Complete(completion, () => _scorer.Score(items), cancel)));
        return completion.Task;
    }

    /// <summary>How likely each token of a given text was after those before it, as <c>echo</c> of completions tells it.</summary>
    /// <param name="ids">The text.</param>
    /// <param name="top">How many of the likeliest tokens to name at each place.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<ScoredToken>> ScoreTextAsync(IReadOnlyList<int> ids, int top, CancellationToken cancel)
    {
        Require(ids, "text");
        if (ids.Count > MaxTokens)
            throw Refusal($"The text has {ids.Count} tokens, and the model reads {MaxTokens} at most.");
        var completion = new TaskCompletionSource<IReadOnlyList<(double Logprob, int[] Top, double[] TopLogprobs)>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(() => _scoring.Enqueue(() => Complete(completion, () => _scorer.ScoreText(ids, top), cancel)));
        var scores = await completion.Task;
        return [new(ids[0], Tokenizer.TokenOf(ids[0]) ?? "", null, []), .. scores.Select((score, i) => new ScoredToken(
            ids[i + 1], Tokenizer.TokenOf(ids[i + 1]) ?? "", score.Logprob,
            [.. score.Top.Zip(score.TopLogprobs, (id, logprob) => new TokenLogprob(id, Tokenizer.TokenOf(id) ?? "", Tokenizer.BytesOf(id), logprob, []))]))];
    }

    /// <summary>Ends what is being written, then frees the model.</summary>
    public void Dispose()
    {
        if (_asked.IsAddingCompleted)
            return;
        _closing.Cancel();
        _asked.CompleteAdding();
    }

    /// <summary>As <see cref="Dispose"/>, and waits until the memory is free.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _freed.Task;
    }

    private async Task<Answer> StartAsync(GenerationRequest request, CancellationToken cancel)
    {
        Require(request.PromptIds, "prompt");
        if (request.Sampling.Problem() is { } problem)
            throw Refusal(problem);
        if (request.PromptIds.Count >= MaxTokens)
            throw Refusal($"The prompt has {request.PromptIds.Count} tokens, and the model reads {MaxTokens} at most, those of the answer included. Shorten the prompt.");
        if (request.MaxNewTokens < 1)
            throw Refusal($"max_new_tokens is {request.MaxNewTokens}; an answer has at least one token.");
        if (request.Stop.Any(string.IsNullOrEmpty))
            throw Refusal("A stop sequence is empty; every text contains it.");
        var started = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(() => Complete(
            started,
            () =>
            {
                var schema = request.Schema is { } constraint ? new SchemaState(_schemas.GetValue(constraint, c => new(c.Grammar, _trie.Value, _endIds))) : null;
                var answer = new Answer(request, Tokenizer, _endIds, schema, cancel);
                _loop.Enqueue(answer);
                return answer;
            },
            cancel));
        return await started.Task;
    }

    private void Require(IReadOnlyList<int> ids, string what)
    {
        if (ids.Count == 0)
            throw Refusal($"The {what} has no tokens. A model needs at least one to begin with.");
        foreach (int id in ids)
            if (id < 0 || id >= _model.VocabularySize)
                throw Refusal($"The {what} has the token {id}, and the model knows those from 0 to {_model.VocabularySize - 1}.");
    }

    private static GenerationException Refusal(string sentence) => new(sentence) { IsRefusal = true };

    private void Ask(Action work)
    {
        try
        {
            _asked.Add(work);
        }
        catch (InvalidOperationException e)
        {
            throw new GenerationException("The model is being unloaded.", e);
        }
    }

    private static bool HasGpu(GeneratorOptions options)
    {
        Libtorch.Load();
        return options.Device != "cpu" && cuda.is_available();
    }

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> work, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            completion.SetCanceled(cancel);
            return;
        }
        try
        {
            completion.SetResult(work());
        }
        catch (Exception e)
        {
            completion.SetException(e);
        }
    }

    private void Serve()
    {
        set_num_threads(_options.Threads ?? Environment.ProcessorCount);
        using var noGrad = no_grad();
        try
        {
            while (!_asked.IsCompleted && !_closing.IsCancellationRequested)
            {
                if (_loop.IsIdle && _scoring.Count == 0 && _asked.TryTake(out var first, Timeout.Infinite))
                    first();
                while (_asked.TryTake(out var next))
                    next();
                if (!_loop.IsReading && _scoring.TryDequeue(out var score))
                    score();
                if (!_loop.IsIdle)
                    _loop.Step();
            }
            _loop.Fail(new GenerationException("The model was unloaded before the answer was complete."));
        }
        catch (Exception e)
        {
            // Nobody is left waiting for a thread that is gone.
            _asked.CompleteAdding();
            _loop.Fail(new GenerationException($"The model stopped working: {e.Message}", e));
        }
        foreach (var late in _asked.GetConsumingEnumerable())
            late();
        while (_scoring.TryDequeue(out var score))
            score();
        _loop.Fail(new GenerationException("The model was unloaded before the answer was complete."));
        _loop.Dispose();
        _model.Dispose();
        _freed.TrySetResult();
    }

    private static int? Id(ModelConfig config, string field) => config.Json[field] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out int id) ? id : null;
}
