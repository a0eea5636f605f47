using System.Text.Json;
using Studio.Core.Datasets.Exporting;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Recognises what Studio itself wrote, so that it comes back as it was.</summary>
internal static class OwnExport
{
    public static bool HasHeader(IReadOnlyList<string> columns) =>
        columns.SequenceEqual(CsvExampleWriter.Columns) || columns.SequenceEqual(CsvExampleWriter.ColumnsForSpreadsheets);

    /// <summary>Whether it is an export for spreadsheets: its header, and no cell that would run.</summary>
    public static bool LooksGuarded(IReadOnlyList<string[]> rows) => rows.Count > 0 && rows[0].SequenceEqual(CsvExampleWriter.ColumnsForSpreadsheets)
        && !rows.Any(row => row.Any(cell => SpreadsheetGuard.Runs(cell) && !SpreadsheetGuard.IsGuarded(cell)));

    /// <summary>The metadata of a row: of our own export, the object that stands in its one other cell; else all other cells as an object.</summary>
    public static string? Metadata(bool own, IReadOnlyList<string> names, int[] others, Func<int, string?> cell)
    {
        if (!own || others is not [var only] || names[only] != CsvExampleWriter.Metadata)
            return MetadataJson.Of(names, others, cell);
        return cell(only) is not { Length: > 0 } given ? null : IsObject(given) ? given : MetadataJson.Of(names, others, cell);
    }

    private static bool IsObject(string cell)
    {
        if (cell is not ['{', .., '}'])
            return false;
        try
        {
            using var parsed = JsonDocument.Parse(cell);
            return parsed.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
