using System.Text.Json;
using System.Text.Json.Serialization;

namespace Studio.Core.Datasets.Importing;

public enum ImportFormat { Csv, Tsv, JsonLines }

/// <summary>How a file is to be read: its form, and what each column is.</summary>
/// <param name="Format">The form of the rows.</param>
/// <param name="Delimiter">Between the cells of a line; unused for JSON Lines.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="Text">The column that holds the text.</param>
/// <param name="Label">The column that holds the label, if there is one.</param>
/// <param name="Id">The column that holds the row's own id, if there is one.</param>
/// <param name="Split">The column that says train, validation or test, if there is one.</param>
/// <param name="FixedSplit">The split of every row, when no column says it.</param>
public sealed record ImportPlan(
    ImportFormat Format, char Delimiter, bool HasHeader, string Text, string? Label, string? Id, string? Split, DatasetSplit FixedSplit)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static ImportPlan FromJson(string json) => JsonSerializer.Deserialize<ImportPlan>(json, Json)!;
}
