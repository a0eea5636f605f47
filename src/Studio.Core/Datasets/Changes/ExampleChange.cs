namespace Studio.Core.Datasets.Changes;

/// <summary>What an example is to become. Null leaves text and split as they are.</summary>
public sealed record ExampleChange(long ExampleId, string? Text = null, LabelValue? Label = null, DatasetSplit? Split = null);

/// <summary>A label to set; without a name, none.</summary>
public sealed record LabelValue(string? Name);
