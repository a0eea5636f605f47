namespace Studio.Trainer.Runs.Folds;

/// <summary>What one fold gave. The metrics are those of the weights that were kept, on rows that this fold's model did not learn from.</summary>
public sealed record FoldResult(int Fold, int TrainRows, int HeldRows, int Steps, int BestStep, IReadOnlyDictionary<string, double> Metrics, double Seconds);

/// <summary>
/// A cross-validation as far as it has come, kept as <c>cross_validation.json</c> in the run's folder. The answers to all rows, each by the
/// model that had not seen it, stand beside it in <c>out_of_fold.jsonl</c>.
/// </summary>
public sealed record FoldsFile(string Fingerprint, int Count, IReadOnlyList<FoldResult> Folds)
{
    public const string FileName = "cross_validation.json", PredictionsName = "out_of_fold.jsonl";

    /// <summary>The mean of each metric over the folds; empty before the last fold is done.</summary>
    public IReadOnlyDictionary<string, double> Mean { get; init; } = new Dictionary<string, double>();

    /// <summary>The sample standard deviation of each metric over the folds.</summary>
    public IReadOnlyDictionary<string, double> Std { get; init; } = new Dictionary<string, double>();

    /// <summary>Metrics of all answers together, each row by the model that had not seen it; empty where the task has no such answers.</summary>
    public IReadOnlyDictionary<string, double> OutOfFold { get; init; } = new Dictionary<string, double>();

    /// <summary>The file of a run; null where there is none or it cannot be read.</summary>
    public static FoldsFile? Read(string outputDirectory) => Children.ChildFile.Read<FoldsFile>(Path.Combine(outputDirectory, FileName));

    internal void Write(string outputDirectory) => Children.ChildFile.Write(Path.Combine(outputDirectory, FileName), this);

    /// <summary>With mean and spread over the folds.</summary>
    internal FoldsFile Summarized()
    {
        string[] names = [.. Folds.SelectMany(f => f.Metrics.Keys).Distinct().Where(name => Folds.All(f => f.Metrics.ContainsKey(name)))];
        return this with
        {
            Mean = names.ToDictionary(name => name, name => Folds.Average(f => f.Metrics[name]), StringComparer.Ordinal),
            Std = names.ToDictionary(name => name, name => Spread([.. Folds.Select(f => f.Metrics[name])]), StringComparer.Ordinal),
        };
    }

    private static double Spread(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
