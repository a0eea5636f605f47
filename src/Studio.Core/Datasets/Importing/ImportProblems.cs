using Studio.Core.Datasets.Importing.Reading;

namespace Studio.Core.Datasets.Importing;

/// <summary>Sentences on what is wrong with a file, or looks like it.</summary>
internal static class ImportProblems
{
    private const int MostUsualLabels = 500;

    public static string Sentence(BadBytesException bytes, long row)
    {
        var name = bytes.Encoding == TextEncoding.Utf8 ? "UTF-8" : "UTF-16";
        return $"Row {row:N0} holds bytes that are not {name}: the first is byte {bytes.Offset:N0} of the file (value 0x{bytes.Value:X2}). "
            + "If an older Windows program wrote it, choose Windows-1252 (Latin-1) as its encoding and look whether the letters are right; "
            + "otherwise save it as UTF-8 and upload it again. Nothing of it was imported.";
    }

    public static IEnumerable<string> Notes(RowForm form, IRowReader? reader, IReadOnlyList<IReadOnlyList<string?>> rows, ColumnMapping? guess)
    {
        var columns = reader?.Columns ?? [];
        if (reader?.LeftOut is { Count: > 0 } nested)
            yield return $"{(nested.Count == 1 ? "A column is" : "Columns are")} nested (lists or records within a row) and left out: {string.Join(", ", nested)}.";
        if (form.Format != ImportFormat.Conll && ManyLabels(columns, rows, guess?.Label) is { } many)
        {
            yield return $"“{guess!.Label}” has {many:N0} different values in the first {rows.Count:N0} rows. That is allowed, but few models learn so many labels; "
                + "if they are no labels, choose “no label yet”.";
        }

        if (form.Guarded)
            yield return "This looks like Studio's export for spreadsheets: the apostrophe before cells such as =1+1 is taken away again.";
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

    private static int? ManyLabels(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows, string? label)
    {
        if (label is null)
            return null;
        var at = columns.ToList().IndexOf(label);
        var different = rows.Where(r => r.Count > at).Select(r => r[at]).Distinct().Count();
        return different > MostUsualLabels ? different : null;
    }
}
