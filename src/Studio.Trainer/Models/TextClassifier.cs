using System.Collections.Concurrent;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Formats;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// A tuned sequence classifier from its Hugging Face folder. It answers on a thread of its own, so any number of callers may ask at once and
/// none of them changes the gradient mode of a thread that trains.
/// </summary>
public sealed class TextClassifier : ITextClassifier, IDisposable
{
    private const int BatchSize = 32;
    private readonly TransformerModel _model;
    private readonly ITokenizer _tokenizer;
    private readonly int _threads, _maxLength;
    private readonly BlockingCollection<Action> _queue = [];

    private TextClassifier(TransformerModel model, ITokenizer tokenizer, int maxLength, int threads)
    {
        (_model, _tokenizer, _threads) = (model, tokenizer, threads);
        _maxLength = Math.Min(maxLength, model.MaxTokens);
        Labels = model.Config.Labels;
        new Thread(Serve) { IsBackground = true, Name = "classifier" }.Start();
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What the model's head answers.</summary>
    public TaskKind Task => _model.Task.Kind;

    /// <summary>Opens the folder.</summary>
    /// <param name="folder">With config.json, model.safetensors and the tokenizer's files.</param>
    /// <param name="maxLength">Tokens of a text at most; longer ones are cut. Null is what the folder's recipe.json says, else what the model reads.</param>
    /// <param name="threads">Threads for tensor operations; null is the number of cores.</param>
    /// <param name="adapterFolder">A PEFT folder made for this model, or null.</param>
    /// <exception cref="ModelFormatException">The folder holds no such model, in a sentence that says what is wrong.</exception>
    /// <exception cref="TokenizerException">The folder's tokenizer cannot be used.</exception>
    public static TextClassifier Load(string folder, int? maxLength = null, int? threads = null, string? adapterFolder = null)
    {
        var model = TransformerModel.Load(folder, adapterFolder);
        try
        {
            if (model.Task.Kind is TaskKind.TokenClassification or TaskKind.MaskedLm || (model.Config.Labels.Count == 0 && model.Task.Kind != TaskKind.Regression))
                throw new ModelFormatException($"'{folder}' holds no text classifier: its config.json describes {(model.Config.Labels.Count == 0 ? "no labels (id2label)" : "a token classifier")}.");
            return new(model, TokenizerFolder.Load(folder), maxLength ?? RecipeLength(folder) ?? model.MaxTokens, threads ?? Environment.ProcessorCount);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Prediction>> PredictAsync(IReadOnlyList<string> texts, CancellationToken cancel) =>
        PredictPairsAsync([.. texts.Select(text => (text, (string?)null))], cancel);

    /// <summary>As <see cref="PredictAsync"/>, for texts that may have a second one.</summary>
    public Task<IReadOnlyList<Prediction>> PredictPairsAsync(IReadOnlyList<(string Text, string? Pair)> texts, CancellationToken cancel)
    {
        var completion = new TaskCompletionSource<IReadOnlyList<Prediction>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(() =>
        {
            try
            {
                completion.SetResult(Predict(texts, cancel));
            }
            catch (OperationCanceledException)
            {
                completion.SetCanceled(cancel);
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        }, cancel);
        return completion.Task;
    }

    /// <summary>Answers what is already asked, then frees the model.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Serve()
    {
        set_num_threads(_threads);
        using var noGrad = no_grad();
        foreach (var work in _queue.GetConsumingEnumerable())
            work();
        _model.Dispose();
        _queue.Dispose();
    }

    private Prediction[] Predict(IReadOnlyList<(string Text, string? Pair)> texts, CancellationToken cancel)
    {
        var encoded = new Text.Encoding[texts.Count];
        Parallel.For(0, texts.Count, i => encoded[i] = _tokenizer.Encode(texts[i].Text, texts[i].Pair, _maxLength));
        bool pairs = _model.UsesTypeIds && texts.Any(t => t.Pair is not null);
        var predictions = new Prediction[texts.Count];
        foreach (int[] batch in Enumerable.Range(0, texts.Count).OrderByDescending(i => encoded[i].Length).Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var tokens = TokenBatch.From(
                [.. batch.Select(i => (ReadOnlyMemory<int>)encoded[i].Ids)], pairs ? [.. batch.Select(i => (ReadOnlyMemory<int>)encoded[i].TypeIds)] : null, _model.PadId);
            var logits = _model.Forward(tokens, new ForwardPass());
            var scores = Task switch { TaskKind.SingleLabel => logits.softmax(-1), TaskKind.MultiLabel => logits.sigmoid(), _ => logits };
            float[] values = [.. scores.cpu().contiguous().data<float>()];
            int width = values.Length / batch.Length;
            for (int row = 0; row < batch.Length; row++)
                predictions[batch[row]] = Answer([.. values.AsSpan(row * width, width).ToArray().Select(v => (double)v)]);
        }
        return predictions;
    }

    private Prediction Answer(double[] scores)
    {
        int best = Array.IndexOf(scores, scores.Max());
        return new(Task == TaskKind.Regression ? scores[0].ToString("R", System.Globalization.CultureInfo.InvariantCulture) : Labels[Math.Max(0, best)], scores);
    }

    private static int? RecipeLength(string folder)
    {
        string path = Path.Combine(folder, "recipe.json");
        return File.Exists(path) ? Runs.RecipeJson.Parse(File.ReadAllText(path)).MaxLength : null;
    }
}
