using System.Text.Json;
using System.Text.Json.Serialization;

namespace Studio.Core.Datasets.Importing;

/// <summary>How rows are written: lines of cells, an object on each line, one list of objects, columns, or a word with its tag on each line.</summary>
public enum ImportFormat { Delimited, JsonLines, Json, Parquet, Conll }

/// <summary>How a file's text is encoded, where its bytes do not say so themselves.</summary>
public enum FileEncoding
{
    /// <summary>UTF-8, or UTF-16 where the first bytes prove it.</summary>
    Detected,

    /// <summary>One byte for each character, as older Windows programs write western European text. ISO 8859-1 (Latin-1) is a part of it.</summary>
    Windows1252,
}

/// <summary>The form of a file's rows: what can be told from the file alone.</summary>
/// <param name="Format">How rows are written.</param>
/// <param name="Delimiter">Between the cells of a line; for delimited files only, as all that follows.</param>
/// <param name="HasHeader">Whether the first line names the columns; for delimited files and CoNLL.</param>
/// <param name="Quoted">Whether a cell that begins with a quote ends at the matching one, as spreadsheets write them.</param>
/// <param name="Encoding">How the text is encoded; Parquet says so itself.</param>
/// <param name="Guarded">Whether an apostrophe stands before cells that a spreadsheet would run, as Studio's export for spreadsheets writes them.</param>
public sealed record RowForm(
    ImportFormat Format, char Delimiter = ',', bool HasHeader = true, bool Quoted = true, FileEncoding Encoding = FileEncoding.Detected,
    bool Guarded = false);

/// <summary>What each column is. Every column that is not named here is kept as metadata.</summary>
/// <param name="Text">The column that holds the text.</param>
/// <param name="Label">The column that holds the label, if there is one.</param>
/// <param name="Id">The column that holds the row's own id, if there is one.</param>
/// <param name="Split">The column that says train, validation or test, if there is one.</param>
/// <param name="AllInto">The split of every row when no column says it.</param>
/// <param name="Dialogue">For rows of a <see cref="Dialogues.DialogueForm"/> the column of each of its fields; there is no text column then.</param>
public sealed record ColumnMapping(
    string Text, string? Label = null, string? Id = null, string? Split = null, DatasetSplit AllInto = DatasetSplit.None,
    IReadOnlyDictionary<string, string>? Dialogue = null)
{
    /// <summary>Each column that is something, with what it is.</summary>
    [JsonIgnore]
    public IEnumerable<(string Column, string Role)> Roles => new (string? Column, string Role)[] { (Dialogue is null ? Text : null, "text"), (Label, "label"), (Id, "id"), (Split, "split") }
        .Concat((Dialogue ?? new Dictionary<string, string>()).Select(d => ((string?)d.Value, d.Key))).Where(r => r.Item1 is not null).Select(r => (r.Item1!, r.Item2));
}

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
