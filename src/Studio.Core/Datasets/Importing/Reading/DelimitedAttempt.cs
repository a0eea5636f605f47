namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>The beginning of a file read with one delimiter, and how well that fits: the share of rows with as many cells as the first.</summary>
internal sealed record DelimitedAttempt(RowForm Form, List<string[]> Rows, double Score)
{
    // Commas come from spreadsheets, which quote; files separated by tabs mostly know no quotes, so there only what fits better counts.
    public static DelimitedAttempt Of(string sample, bool whole, char delimiter)
    {
        var quoted = Parse(sample, whole, delimiter, quoted: true);
        if (delimiter is ',' or ';')
            return quoted;
        var plain = Parse(sample, whole, delimiter, quoted: false);
        return quoted.Score > plain.Score || quoted.Score == plain.Score && quoted.Rows.Count < plain.Rows.Count ? quoted : plain;
    }

    private static DelimitedAttempt Parse(string sample, bool whole, char delimiter, bool quoted)
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
        return new DelimitedAttempt(form, rows, rows.Count == 0 || rows[0].Length == 1 ? 0 : Math.Min(1, (double)sound / rows.Count));
    }
}
