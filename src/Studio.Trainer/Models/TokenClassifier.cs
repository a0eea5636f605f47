using Studio.Trainer.Evaluation;
using Studio.Trainer.Formats;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>A text cut into words with a label for each, and the stretches of equal label: in UTF-16 units of the text, or in words where the row came in words.</summary>
public sealed record TaggedText(IReadOnlyList<string> Tokens, IReadOnlyList<string> Labels, IReadOnlyList<TagSpan> Spans);

/// <summary>
/// A tuned token classifier from its Hugging Face folder. A word has the label of its first token; texts longer than the model are read in
/// windows that overlap, so that no word is left out. Calls are answered one after the other.
/// </summary>
public sealed class TokenClassifier : IDisposable
{
    private readonly TransformerModel _model;
    private readonly ITokenizer _tokenizer;
    private readonly Lock _gate = new();

    private TokenClassifier(TransformerModel model, ITokenizer tokenizer) => (_model, _tokenizer) = (model, tokenizer);

    public IReadOnlyList<string> Labels => _model.Config.Labels;

    /// <param name="folder">With config.json, model.safetensors and the tokenizer's files.</param>
    /// <param name="adapterFolder">A PEFT folder made for this model, or null.</param>
    /// <exception cref="ModelFormatException">The folder holds no token classifier, in a sentence that says what is wrong.</exception>
    /// <exception cref="TokenizerException">The folder's tokenizer cannot be used.</exception>
    public static TokenClassifier Load(string folder, string? adapterFolder = null)
    {
        var model = TransformerModel.Load(folder, adapterFolder);
        try
        {
            if (model.Task.Kind != TaskKind.TokenClassification || model.Config.Labels.Count == 0)
                throw new ModelFormatException($"'{folder}' holds no token classifier with named labels (id2label).");
            return new TokenClassifier(model, TokenizerFolder.Load(folder));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Labels the words of a row: its tokens where it has them, else the words that the tokenizer finds in its text.</summary>
    public TaggedText Tag(TrainingRow row)
    {
        if (row.Tokens is { } tokens)
        {
            var labels = Collect(WordWindows(tokens), tokens.Count);
            return new TaggedText(tokens, labels, TagSpans.Of(labels));
        }

        var windows = _tokenizer.EncodeWindows(row.Text, _model.MaxTokens, _model.MaxTokens / 4);
        var words = Words(windows);
        var tags = Collect(windows, words.Count);
        return new TaggedText(
            [.. words.Select(word => row.Text[word.Start..word.End])], tags,
            [.. TagSpans.Of(tags).Select(span => new TagSpan(span.Label, words[span.Start].Start, words[span.End - 1].End))]);
    }

    public void Dispose() => _model.Dispose();

    private static List<TextSpan> Words(IReadOnlyList<Text.Encoding> windows)
    {
        var words = new SortedDictionary<int, TextSpan>();
        foreach (var window in windows)
        {
            for (var i = 0; i < window.Length; i++)
            {
                if (window.WordIds[i] < 0) continue;
                var span = window.Offsets[i];
                words[window.WordIds[i]] = words.TryGetValue(window.WordIds[i], out var known)
                    ? new TextSpan(Math.Min(known.Start, span.Start), Math.Max(known.End, span.End))
                    : span;
            }
        }

        // A word that the normalizer leaves nothing of has no token and so no entry.
        var all = new List<TextSpan>();
        for (var word = 0; words.Count > 0 && word <= words.Keys.Last(); word++) all.Add(words.GetValueOrDefault(word));
        return all;
    }

    /// <summary>As many words at a time as fit.</summary>
    private IReadOnlyList<Text.Encoding> WordWindows(IReadOnlyList<string> words)
    {
        var windows = new List<Text.Encoding>();
        for (var start = 0; start < words.Count;)
        {
            var window = _tokenizer.EncodeWords([.. words.Skip(start).Take(_model.MaxTokens)], _model.MaxTokens);
            var last = window.WordIds.Max();

            // The last word of a cut window may have lost tokens; it comes again in the next one unless it is all there is.
            var taken = Math.Max(1, window.Truncated ? last : words.Count - start);
            windows.Add(window with { WordIds = [.. window.WordIds.Select(id => id < 0 || id >= taken ? -1 : id + start)] });
            start += taken;
        }

        return windows;
    }

    private string[] Collect(IReadOnlyList<Text.Encoding> windows, int words)
    {
        var labels = new string?[words];
        lock (_gate)
        {
            using var inference = no_grad();
            foreach (var window in windows)
            {
                using var scope = NewDisposeScope();
                var logits = _model.Forward(TokenBatch.From([window.Ids], null, _model.PadId), new ForwardPass());
                long[] best = [.. logits[0].argmax(-1).cpu().data<long>()];
                for (var i = 0; i < window.Length; i++)
                    if (window.WordIds[i] >= 0 && (i == 0 || window.WordIds[i - 1] != window.WordIds[i])) labels[window.WordIds[i]] ??= Labels[(int)best[i]];
            }
        }

        return [.. labels.Select(static label => label ?? "O")];
    }
}
