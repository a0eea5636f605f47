namespace Studio.Core.Datasets.Importing;

/// <summary>An import as people see it.</summary>
public sealed record ImportInfo(
    Guid Id, Guid DatasetId, string FileName, long SizeBytes, long BytesReceived, ImportState State, long RowsStored, long RowsRejected, DateTime CreatedAt,
    string CreatedBy, DateTime? FinishedAt, string? Error);

/// <summary>What an upload holds, and how it would be read.</summary>
/// <param name="FileName">As the person's file was called.</param>
/// <param name="SizeBytes">Of the file as it came.</param>
/// <param name="Encoding">In words; null where the format says it itself.</param>
/// <param name="Packing">How it came compressed, in a word; null when it did not.</param>
/// <param name="Form">The form that was guessed or asked for.</param>
/// <param name="Columns">Their names, each different.</param>
/// <param name="Rows">The first rows' cells.</param>
/// <param name="Guess">What the columns probably mean; null when there are none.</param>
/// <param name="Notes">What a person should know before importing.</param>
/// <param name="Problem">Why it cannot be imported like this; null when it can.</param>
public sealed record ImportPreview(
    string FileName, long SizeBytes, string? Encoding, string? Packing, RowForm Form, IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string?>> Rows, ColumnMapping? Guess, IReadOnlyList<string> Notes, string? Problem);
