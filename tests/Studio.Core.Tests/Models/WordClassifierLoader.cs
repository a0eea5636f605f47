using Studio.Core.Evaluation;
using Studio.Trainer.Evaluation;

namespace Studio.Core.Tests.Models;

/// <summary>Answers with the first word of <c>vocab.txt</c> that the text contains: a classifier whose answers depend on the folder's files.</summary>
internal sealed class WordClassifierLoader : IClassifierLoader
{
    public int Loads { get; private set; }
    public int Disposed { get; private set; }

    public async Task<ITextClassifier> LoadAsync(string folder, CancellationToken cancel)
    {
        Loads++;
        return new WordClassifier(this, await File.ReadAllLinesAsync(Path.Combine(folder, "vocab.txt"), cancel));
    }

    private sealed class WordClassifier(WordClassifierLoader loader, string[] words) : ITextClassifier, IDisposable
    {
        private bool _disposed;

        public IReadOnlyList<string> Labels => words;

        public Task<IReadOnlyList<Prediction>> PredictAsync(IReadOnlyList<string> texts, CancellationToken cancel)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Task.FromResult<IReadOnlyList<Prediction>>([.. texts.Select(Predict)]);
        }

        public void Dispose()
        {
            _disposed = true;
            loader.Disposed++;
        }

        private Prediction Predict(string text)
        {
            var found = Array.FindIndex(words, w => text.Contains(w, StringComparison.OrdinalIgnoreCase));
            var best = Math.Max(found, 0);
            return new Prediction(words[best], [.. words.Select((_, i) => i == best ? 1.0 : 0.0)]);
        }
    }
}
