using System.Globalization;
using System.Text.Json;

namespace Studio.Benchmarks.Starters;

/// <summary>One measurement: which rows, by whom, with which seed; for a pretrained encoder also of which weights.</summary>
internal sealed record StarterKey(string Set, string Contender, int Seed, string Weights);

/// <summary>What a measurement came to.</summary>
internal sealed record StarterResult(StarterKey Key, string Metric, double Value, double Seconds);

/// <summary>The measurements so far, in a JSON file that is written after each of them.</summary>
internal sealed class StarterReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly string _path;
    private readonly List<StarterResult> _results;

    private StarterReport(string path, List<StarterResult> results) => (_path, _results) = (path, results);

    public static StarterReport Open(string path) =>
        new(path, File.Exists(path) ? JsonSerializer.Deserialize<List<StarterResult>>(File.ReadAllBytes(path), Json)! : []);

    public bool Has(StarterKey key) => _results.Exists(result => result.Key == key);

    public void Add(StarterResult result)
    {
        _results.Add(result);
        File.WriteAllBytes(_path + ".partial", JsonSerializer.SerializeToUtf8Bytes(_results, Json));
        File.Move(_path + ".partial", _path, overwrite: true);
    }

    /// <summary>Mean and standard deviation over the seeds.</summary>
    public void Print(TextWriter output)
    {
        foreach (var group in _results.GroupBy(result => (result.Key.Set, result.Key.Contender, result.Key.Weights, result.Metric)).OrderBy(group => group.Key))
        {
            double[] values = [.. group.Select(result => result.Value)];
            double mean = values.Average(), spread = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key.Set,-20} {group.Key.Contender,-12} {group.Key.Weights,-13} {group.Key.Metric,-9} {mean:0.0000} ± {spread:0.0000}  ({values.Length} seeds, {group.Average(r => r.Seconds):0} s each)"));
        }
    }
}

/// <summary>Options as <c>--name value</c>.</summary>
internal static class BenchmarkOptions
{
    public static Dictionary<string, string> Read(string[] args) =>
        args.Chunk(2).ToDictionary(static pair => pair[0].TrimStart('-'), static pair => pair.Length == 2 ? pair[1] : throw new ArgumentException($"The option {pair[0]} lacks its value."), StringComparer.Ordinal);
}
