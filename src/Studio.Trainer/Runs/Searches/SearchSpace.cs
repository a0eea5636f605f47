using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation;

namespace Studio.Trainer.Runs.Searches;

/// <summary>What a search may vary. Inside a search a value is a number: a position between the ends, or the number of a choice.</summary>
internal sealed class SearchSpace(IReadOnlyDictionary<string, SearchRange> space)
{
    /// <summary>The fields in an order that does not depend on how they were written down.</summary>
    public IReadOnlyList<(string Path, SearchRange Range)> Fields { get; } = [.. space.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))];

    /// <summary>Values between these ends are what is drawn: logarithms where the range is logarithmic.</summary>
    public static (double Low, double High) Ends(SearchRange range) => range.Type switch
    {
        "choice" => (0, range.Values!.Count - 1),
        "log-uniform" => (Math.Log(range.Min!.Value), Math.Log(range.Max!.Value)),
        "int" => (range.Min!.Value - 0.5, range.Max!.Value + 0.5),
        _ => (range.Min!.Value, range.Max!.Value),
    };

    public double[] Draw(ref SeededRandom random)
    {
        var position = new double[Fields.Count];
        for (int i = 0; i < position.Length; i++)
        {
            var range = Fields[i].Range;
            var (low, high) = Ends(range);
            position[i] = range.Type == "choice" ? random.Below(range.Values!.Count) : low + (high - low) * Unit(ref random);
        }
        return position;
    }

    /// <summary>A position as values of the fields, in JSON.</summary>
    public Dictionary<string, string> Values(IReadOnlyList<double> position) =>
        Fields.Select((field, i) => (field.Path, Value: Value(field.Range, position[i]))).ToDictionary(v => v.Path, v => v.Value, StringComparer.Ordinal);

    /// <summary>The recipe with these values in place of its own, and without its search.</summary>
    /// <exception cref="TrainingException">A field is unknown or a value of the wrong kind.</exception>
    public static Recipe Apply(Recipe recipe, IReadOnlyDictionary<string, string> values)
    {
        var json = JsonNode.Parse(RecipeJson.Write(recipe with { Search = null }))!.AsObject();
        foreach (var (path, value) in values)
        {
            string[] parts = path.Split('.');
            var at = json;
            foreach (string part in parts[..^1])
            {
                if (at[part] is not JsonObject)
                    at[part] = new JsonObject();
                at = at[part]!.AsObject();
            }
            at[parts[^1]] = JsonNode.Parse(value);
        }
        return RecipeJson.Parse(json.ToJsonString());
    }

    public static string Value(SearchRange range, double position) => range.Type switch
    {
        "choice" => range.Values![Math.Clamp((int)Math.Round(position), 0, range.Values.Count - 1)].GetRawText(),
        "int" => Math.Clamp(Math.Round(position), range.Min!.Value, range.Max!.Value).ToString("0", CultureInfo.InvariantCulture),
        "log-uniform" => Number(Math.Clamp(Math.Exp(position), range.Min!.Value, range.Max!.Value)),
        _ => Number(Math.Clamp(position, range.Min!.Value, range.Max!.Value)),
    };

    public static double Unit(ref SeededRandom random) => (random.Next() >> 11) * (1.0 / (1UL << 53));

    // Six digits are more than a learning rate needs, and can be read.
    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}
