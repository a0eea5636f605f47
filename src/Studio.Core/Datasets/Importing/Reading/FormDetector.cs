using System.Text;
using System.Text.Json;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Guesses the form of a file from its beginning: Parquet, JSON, CoNLL, or delimited, by what, with quotes or without, with a header or without.</summary>
internal static class FormDetector
{
    public const int SampleCharacters = 1 << 20;
    private static readonly char[] Delimiters = [',', '\t', ';', '|'];

    /// <exception cref="InvalidInputException">The file holds nothing, or something that is no table of rows.</exception>
    public static RowForm Detect(SourceFile file, string fileName, FileEncoding encoding) =>
        file.IsParquet ? new RowForm(ImportFormat.Parquet) : Detect(file.Text, fileName) with { Encoding = encoding };

    private static RowForm Detect(StrictTextReader text, string fileName)
    {
        var sample = Sample(text);
        var start = sample.AsSpan().TrimStart();
        if (start.IsEmpty)
            throw new InvalidInputException("This file is empty: it holds no rows.");
        if (start[0] == '{')
            return Objects(start);
        if (start[0] == '[' && start[1..].TrimStart() is [] or ['{' or '[' or ']' or '"', ..])
            return new RowForm(ImportFormat.Json);
        var whole = sample.Length < SampleCharacters;
        if (ConllGuess.Of(sample, whole) is { } conll)
            return conll;
        var named = Named(fileName);
        var best = Delimiters.Select(d => DelimitedAttempt.Of(sample, whole, d)).OrderByDescending(t => t.Score + (t.Form.Delimiter == named ? 0.1 : 0)).First();
        var form = best.Score > 0 ? best.Form : new RowForm(ImportFormat.Delimited, named ?? ',');
        form = form with { HasHeader = best.Rows.Count == 0 || HeaderGuess.IsHeader(best.Rows) };
        return form with { Guarded = best.Score > 0 && OwnExport.LooksGuarded(best.Rows) };
    }

    // One object that goes on over lines is a document, not rows.
    private static RowForm Objects(ReadOnlySpan<char> start)
    {
        var end = start.IndexOfAny('\r', '\n');
        var line = end < 0 ? start : start[..end];
        if (end >= 0 && IsUnfinished(line))
        {
            throw new InvalidInputException(
                "This file is one JSON object, not a list of rows. Import reads a list of objects ([{…}, {…}]) or one object on each line (JSON Lines): save the rows like that.");
        }

        return new RowForm(ImportFormat.JsonLines);
    }

    private static bool IsUnfinished(ReadOnlySpan<char> line)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(line.ToArray()), isFinalBlock: false, default);
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth == 0 && json.TokenType == JsonTokenType.EndObject)
                    return false;
            }

            return !line.Contains("\"", StringComparison.Ordinal) || line.TrimEnd()[^1] is ',' or '{' or '[' or ':';
        }
        catch (JsonException)
        {
            return false;
        }
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
        var packed = Path.GetExtension(fileName).ToUpperInvariant() is ".GZ" or ".ZST" or ".ZSTD";
        return Path.GetExtension(packed ? Path.GetFileNameWithoutExtension(fileName) : fileName).ToUpperInvariant() switch
        {
            ".TSV" or ".TAB" => '\t',
            ".CSV" => ',',
            _ => null,
        };
    }
}
