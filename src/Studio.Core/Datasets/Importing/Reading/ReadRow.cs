using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>A row of the source under the names of the mapping, not yet judged beyond its form.</summary>
/// <param name="Number">Counted from 1, the header not included.</param>
/// <param name="Text">Exactly as it came.</param>
/// <param name="Label">As it came.</param>
/// <param name="Id">As it came.</param>
/// <param name="Split">The word that the source uses.</param>
/// <param name="Metadata">The other columns, as a JSON object; null when there are none.</param>
/// <param name="Problem">Why the row cannot be used; null when its form is sound.</param>
/// <param name="Answer">Spans, where the file's form itself says them.</param>
/// <param name="Dialogue">The fields of a row for a language model, as a JSON object; null where it is a text.</param>
internal readonly record struct ReadRow(
    long Number, string Text, string? Label, string? Id, string? Split, string? Metadata, string? Problem, ExampleAnswer? Answer = null,
    string? Dialogue = null);

/// <summary>Rows of a file, in order, one at a time.</summary>
internal interface IRowReader
{
    /// <summary>The names of the columns; those of JSON Lines come from the first rows.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Columns that have no text, such as lists within a row: they are not read.</summary>
    IReadOnlyList<string> LeftOut => [];

    /// <summary>What each column is, where the file's form itself says it.</summary>
    ColumnMapping? Guess => null;

    /// <summary>Rows read so far, the header not included.</summary>
    long RowsRead { get; }

    /// <summary>The cells of the next rows, for showing.</summary>
    IEnumerable<IReadOnlyList<string?>> Sample(int count);

    /// <exception cref="InvalidInputException">The file as a whole cannot be read further.</exception>
    /// <exception cref="BadBytesException">Bytes that are not text.</exception>
    IEnumerable<ReadRow> Read(ColumnMapping mapping);
}
