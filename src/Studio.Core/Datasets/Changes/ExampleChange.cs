namespace Studio.Core.Datasets.Changes;

/// <summary>What an example is to become. What is null stays as it is.</summary>
public sealed record ExampleChange(
    long ExampleId, string? Text = null, LabelValue? Label = null, DatasetSplit? Split = null, MetadataValue? Metadata = null, bool Remove = false);

/// <summary>What to label an example with: a name, or an <see cref="Examples.ExampleAnswer"/> in JSON, or neither for nothing.</summary>
public sealed record LabelValue(string? Name, string? Answer = null)
{
    public static readonly LabelValue None = new(Name: null);

    public bool IsNone => Name is null && Answer is null;
}

/// <summary>Columns beside text and label as a JSON object; null for none.</summary>
public sealed record MetadataValue(string? Json);
