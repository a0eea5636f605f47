namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Guesses the form of a file from its beginning: JSON Lines or delimited, by what, with quotes or without, with a header or without.</summary>
internal static class FormDetector
{
    public const int SampleCharacters = 1 << 20;
    private static readonly char[] Delimiters = [',', '\t', ';', '|'];

    /// <exception cref="InvalidInputException">The file holds nothing, or something that is no table of rows.</exception>
    public static RowForm Detect(StrictTextReader text, string fileName)
    {
        var sample = Sample(text);
        var start = sample.AsSpan().TrimStart();
        if (start.IsEmpty)
            throw new InvalidInputException("This file is empty: it holds no rows.");
        if (start[0] == '{')
            return new RowForm(ImportFormat.JsonLines);
        if (start[0] == '[')
            throw new InvalidInputException("This file is one JSON list. Save it as JSON Lines, one object on each line, then upload it again.");
        var whole = sample.Length < SampleCharacters;
        var named = Named(fileName);
        var best = Delimiters.Select(d => Try(sample, whole, d)).OrderByDescending(t => t.Score + (t.Form.Delimiter == named ? 0.1 : 0)).First();
        var form = best.Score > 0 ? best.Form : new RowForm(ImportFormat.Delimited, named ?? ',');
        return form with { HasHeader = best.Rows.Count == 0 || HeaderGuess.IsHeader(best.Rows) };
    }

    // What lies before bytes that are no text is enough to guess from; the rows' reader will say where they are.
    private static string Sample(StrictTextReader text)
    {
        var buffer = new char[SampleCharacters];
        var length = 0;
        try
        {
            while (length < buffer.Length && text.Read(buffer.AsSpan(length)) is > 0 and var read)
                length += read;
        }
        catch (BadBytesException) when (length > 0)
        {
        }

        return new string(buffer, 0, length);
    }

    private static char? Named(string fileName)
    {
        var name = fileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? fileName[..^3] : fileName;
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".TSV" or ".TAB" => '\t',
            ".CSV" => ',',
            _ => null,
        };
    }

    // Commas come from spreadsheets, which quote; files separated by tabs mostly know no quotes, so there only what fits better counts.
    private static Attempt Try(string sample, bool whole, char delimiter)
    {
        var quoted = Parse(sample, whole, delimiter, quoted: true);
        if (delimiter is ',' or ';')
            return quoted;
        var plain = Parse(sample, whole, delimiter, quoted: false);
        return quoted.Score > plain.Score || quoted.Score == plain.Score && quoted.Rows.Count < plain.Rows.Count ? quoted : plain;
    }

    private static Attempt Parse(string sample, bool whole, char delimiter, bool quoted)
    {
        var form = new RowForm(ImportFormat.Delimited, delimiter, Quoted: quoted);
        using var text = new StringReader(sample);
        var reader = new DelimitedReader(text, delimiter, quoted);
        var rows = new List<string[]>();
        var sound = 0;
        try
        {
            while (reader.Read())
            {
                rows.Add([.. reader.Cells]);
                sound += reader.Problem is null && rows[0].Length == reader.Cells.Count ? 1 : 0;
            }
        }
        catch (InvalidInputException)
        {
            // A quote stays open: in the file, which then says where, or only in what was sampled of it.
        }

        if (!whole && rows.Count > 1)
            rows.RemoveAt(rows.Count - 1);
        return new Attempt(form, rows, rows.Count == 0 || rows[0].Length == 1 ? 0 : Math.Min(1, (double)sound / rows.Count));
    }

    private sealed record Attempt(RowForm Form, List<string[]> Rows, double Score);
}
