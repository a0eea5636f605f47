using System.Text.Json;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Sessions;

/// <summary>Which examples of a dataset a session asks about; all conditions hold together.</summary>
public sealed record TaskSelection
{
    public bool UnlabeledOnly { get; init; }
    public string? Label { get; init; }
    public DatasetSplit? Split { get; init; }

    /// <summary>A search in the text, in the words that the list of examples understands.</summary>
    public string? Search { get; init; }

    /// <summary>Only so many, drawn at random; the same seed draws the same examples.</summary>
    public int? Sample { get; init; }

    /// <summary>Serve in a random order rather than the dataset's.</summary>
    public bool Shuffle { get; init; }

    public int Seed { get; init; } = 1;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static TaskSelection FromJson(string json) => JsonSerializer.Deserialize<TaskSelection>(json, JsonSerializerOptions.Web) ?? new TaskSelection();

    /// <summary>The examples that fit, before any are drawn: those that the list of examples shows for the same words.</summary>
    internal IQueryable<Example> Apply(StudioDb db, Guid datasetId)
    {
        var filter = new ExampleFilter(Search, Label, UnlabeledOnly ? false : null, Split);
        return db.ExamplesIn(datasetId, filter).InOrder(filter);
    }

    internal long[] Draw(long[] ids)
    {
        if (Sample is null && !Shuffle)
            return ids;
        var drawn = (long[])ids.Clone();
        new Random(Seed).Shuffle(drawn);
        drawn = drawn[..Math.Min(drawn.Length, Sample ?? drawn.Length)];
        if (!Shuffle)
        {
            var chosen = drawn.ToHashSet();
            drawn = Array.FindAll(ids, chosen.Contains);
        }

        return drawn;
    }
}
