using System.Text.Json;
using Studio.Core.Datasets;

namespace Studio.Core.Labeling.Sessions;

/// <summary>Which examples of a dataset a session asks about; all conditions hold together.</summary>
public sealed record TaskSelection
{
    public bool UnlabeledOnly { get; init; }
    public string? Label { get; init; }
    public DatasetSplit? Split { get; init; }

    /// <summary>Text that the example contains.</summary>
    public string? Contains { get; init; }

    /// <summary>Only so many, drawn at random; the same seed draws the same examples.</summary>
    public int? Sample { get; init; }

    /// <summary>Serve in a random order rather than the dataset's.</summary>
    public bool Shuffle { get; init; }

    public int Seed { get; init; } = 1;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal IQueryable<Example> Apply(IQueryable<Example> examples)
    {
        if (UnlabeledOnly)
            examples = examples.Where(e => e.Label == null && e.Answer == null);
        if (Label is not null)
            examples = examples.Where(e => e.Label == Label);
        if (Split is { } split)
            examples = examples.Where(e => e.Split == split);
        if (!string.IsNullOrEmpty(Contains))
            examples = examples.Where(e => e.Text.Contains(Contains));
        return examples.OrderBy(e => e.Position);
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
