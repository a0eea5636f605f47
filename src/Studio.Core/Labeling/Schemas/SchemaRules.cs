namespace Studio.Core.Labeling.Schemas;

/// <summary>What names of labels must be like, and the labels that a list of names makes.</summary>
internal static class SchemaRules
{
    public const int MaxNameLength = 200;
    public const int MaxLabels = 1000;

    public static string Name(string? name)
    {
        var trimmed = name?.Trim() ?? "";
        return trimmed.Length switch
        {
            0 => throw new InvalidInputException("A label needs a name."),
            > MaxNameLength => throw new InvalidInputException($"A label's name has at most {MaxNameLength} characters; “{trimmed[..40]}…” has {trimmed.Length}."),
            _ => trimmed,
        };
    }

    public static LabelSchema Make(Guid projectId, string name, LabelingKind kind, IReadOnlyList<string> labels, DateTime now)
    {
        var names = labels.Where(l => !string.IsNullOrWhiteSpace(l)).Select(Name).ToList();
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException($"The label “{twice.Key}” is in the list twice.");
        var least = kind == LabelingKind.SingleLabel ? 2 : 1;
        if (names.Count < least)
            throw new InvalidInputException(least == 2 ? "Give at least two labels to choose from, one on each line." : "Give at least one label.");
        if (names.Count > MaxLabels)
            throw new InvalidInputException($"A schema has at most {MaxLabels} labels; this one has {names.Count}.");
        var schema = new LabelSchema { ProjectId = projectId, Name = name, Kind = kind, CreatedAt = now };
        foreach (var label in names)
            schema.Labels.Add(Label(schema, label));
        return schema;
    }

    public static SchemaLabel Label(LabelSchema schema, string name)
    {
        var order = schema.Labels.Count == 0 ? 0 : schema.Labels.Max(l => l.Order) + 1;
        var taken = schema.Labels.Where(l => l.RetiredAt is null).Select(l => l.Key).ToList();
        return new SchemaLabel
        {
            SchemaId = schema.Id, Name = name, Order = order, Color = LabelAppearance.ColorAt(order), Key = LabelAppearance.FreeKey(taken),
        };
    }
}
