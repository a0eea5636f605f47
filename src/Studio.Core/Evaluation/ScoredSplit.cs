using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Runs;

namespace Studio.Core.Evaluation;

/// <summary>A classifier's answers to all labelled rows of a split, in the order of the split.</summary>
internal sealed record ScoredSplit(IReadOnlyList<string> Labels, IReadOnlyList<ScoredRow> Rows, double Seconds)
{
    private const int BatchSize = 256;

    /// <param name="classifier">Answers in batches; only the time it takes is counted.</param>
    /// <param name="source">The split; rows without a label are passed over.</param>
    /// <param name="snapshotLabels">Labels of the whole snapshot: also what the classifier has never seen must be counted.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static async Task<ScoredSplit> MeasureAsync(
        ITextClassifier classifier, IRowSource source, IReadOnlyList<string> snapshotLabels, CancellationToken cancel)
    {
        var labels = snapshotLabels.Union(classifier.Labels).Order(StringComparer.Ordinal).ToList();
        var places = labels.Select(label => classifier.Labels.ToList().IndexOf(label)).ToArray();
        var rows = new List<ScoredRow>(source.Count);
        var watch = new Stopwatch();
        foreach (var batch in source.Read().Where(row => row.Label is not null).Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            watch.Start();
            var predictions = await classifier.PredictAsync([.. batch.Select(row => row.Text)], cancel);
            watch.Stop();
            rows.AddRange(batch.Zip(predictions, (row, prediction) => new ScoredRow(
                row.Id, row.Label!, prediction.Label, [.. places.Select(at => at < 0 ? 0 : Math.Round(prediction.Scores[at], 6))])));
        }

        return new ScoredSplit(labels, rows, watch.Elapsed.TotalSeconds);
    }

    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in Rows)
            hash.AppendData(Encoding.UTF8.GetBytes($"{row.Id}\t{row.Label}\t{row.Prediction}\t{ScoresText(row)}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string ScoresText(ScoredRow row) =>
        $"[{string.Join(',', (row.Scores ?? []).Select(score => score.ToString("R", CultureInfo.InvariantCulture)))}]";
}
