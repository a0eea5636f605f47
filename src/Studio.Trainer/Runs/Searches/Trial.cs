using System.Text.Json.Serialization;
using Studio.Trainer.Runs.Children;

namespace Studio.Trainer.Runs.Searches;

/// <summary>One training of a search, with everything that later trials learn from it.</summary>
public sealed record Trial
{
    /// <summary>1 for the first.</summary>
    public required int Number { get; init; }

    /// <summary>Values in JSON by the path of their field.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>The same as the search knows them, in the order of the fields' names.</summary>
    public required IReadOnlyList<double> Position { get; init; }

    public ChildState State { get; init; }

    /// <summary>The metric that is searched for at each evaluation, the first one first.</summary>
    public IReadOnlyList<double> Evaluations { get; init; } = [];

    /// <summary>Metrics of the weights that a finished trial would keep.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    public string? Reason { get; init; }

    public int Steps { get; init; }

    public int TotalSteps { get; init; }

    public double Seconds { get; init; }

    [JsonIgnore]
    public bool HasEnded => State != ChildState.Running;

    /// <summary>The best value of the metric at any evaluation up to now.</summary>
    /// <param name="smaller">True where a smaller value is better.</param>
    /// <param name="evaluations">Evaluations that count.</param>
    public double Best(bool smaller, int evaluations = int.MaxValue) =>
        smaller ? Evaluations.Take(evaluations).DefaultIfEmpty(double.PositiveInfinity).Min() : Evaluations.Take(evaluations).DefaultIfEmpty(double.NegativeInfinity).Max();
}

/// <summary>A search as far as it has come, kept as <c>search.json</c> in the run's folder.</summary>
public sealed record SearchFile(string Fingerprint, string Metric, IReadOnlyList<Trial> Trials)
{
    public const string FileName = "search.json";

    /// <summary>The number of the trial whose recipe became the model; null before the last trial has ended.</summary>
    public int? Best { get; init; }

    /// <summary>The share of each field in how well a trial did, by its path; empty where too few trials finished to tell.</summary>
    public IReadOnlyDictionary<string, double> Importance { get; init; } = new Dictionary<string, double>();

    /// <summary>The file of a run; null where there is none or it cannot be read.</summary>
    public static SearchFile? Read(string outputDirectory) => ChildFile.Read<SearchFile>(Path.Combine(outputDirectory, FileName));

    internal void Write(string outputDirectory) => ChildFile.Write(Path.Combine(outputDirectory, FileName), this);
}
