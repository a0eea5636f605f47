using Studio.Core.Datasets.Importing.Reading;

namespace Studio.Core.Datasets.Importing;

/// <summary>Sentences on what is wrong with a file, or looks like it.</summary>
internal static class ImportProblems
{
    public static string Sentence(BadBytesException bytes, long row)
    {
        var name = bytes.Encoding == TextEncoding.Utf8 ? "UTF-8" : "UTF-16";
        return $"Row {row:N0} holds bytes that are not {name}: the first is byte {bytes.Offset:N0} of the file (value 0x{bytes.Value:X2}). "
            + "Save the file as UTF-8 and upload it again; nothing of it was imported.";
    }

    public static IEnumerable<string> Notes(RowForm form, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        foreach (var name in columns.Where(c => columns.Contains($"{c} (2)")))
        {
            yield return $"The header names “{name}” more than once. The columns are kept apart as “{name}”, “{name} (2)” and so on; "
                + "choose the right one below.";
        }

        if (form.Format != ImportFormat.Delimited)
            yield break;
        if (columns.Count == 1)
            yield return "Only one column was found. If that is not right, choose another delimiter.";
        var ragged = rows.Count(r => r.Count != columns.Count);
        if (ragged > 0)
        {
            yield return $"{ragged:N0} of the first {rows.Count:N0} rows do not have {columns.Count:N0} cells and would be rejected. "
                + "Another delimiter, or another choice under “Quotes”, may fit better.";
        }
    }
}
