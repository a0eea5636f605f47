using System.Text.Json;
using System.Text.Json.Serialization;

namespace Studio.Core.Datasets.Importing;

public enum ImportFormat { Delimited, JsonLines }

/// <summary>The form of a file's rows: what can be told from the file alone.</summary>
/// <param name="Format">How rows are written.</param>
/// <param name="Delimiter">Between the cells of a line; unused for JSON Lines.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="Quoted">Whether a cell that begins with a quote ends at the matching one, as spreadsheets write them.</param>
public sealed record RowForm(ImportFormat Format, char Delimiter = ',', bool HasHeader = true, bool Quoted = true);

/// <summary>What each column is. Every column that is not named here is kept as metadata.</summary>
/// <param name="Text">The column that holds the text.</param>
/// <param name="Label">The column that holds the label, if there is one.</param>
/// <param name="Id">The column that holds the row's own id, if there is one.</param>
/// <param name="Split">The column that says train, validation or test, if there is one.</param>
/// <param name="AllInto">The split of every row when no column says it.</param>
public sealed record ColumnMapping(
    string Text, string? Label = null, string? Id = null, string? Split = null, DatasetSplit AllInto = DatasetSplit.None);

/// <summary>How a file becomes examples.</summary>
public sealed record ImportPlan(RowForm Form, ColumnMapping Columns)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static ImportPlan FromJson(string json) => JsonSerializer.Deserialize<ImportPlan>(json, Json)!;
}
