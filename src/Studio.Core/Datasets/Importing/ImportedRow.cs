using Studio.Core.Datasets.Dialogues;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Importing.Reading;

namespace Studio.Core.Datasets.Importing;

/// <summary>A row that became an example.</summary>
internal readonly record struct ImportedRow(
    string Text, string? Label, string? ExternalId, DatasetSplit Split, string? Metadata, string? Answer = null, string? Dialogue = null)
{
    public bool IsLabeled => Label is not null || Answer is not null;
}

/// <summary>Judges rows: what is kept, and with which sentence a row is rejected.</summary>
internal static class RowCheck
{
    public static ImportedRow? Accept(in ReadRow row, DatasetSplit allInto, out string? reason)
    {
        reason = row.Problem;
        if (reason is null && string.IsNullOrWhiteSpace(row.Text))
            reason = "The text is empty.";
        if (reason is null && (row.Text.Contains('\0', StringComparison.Ordinal) || new[] { row.Metadata, row.Dialogue }.Any(json => json?.Contains("\\u0000", StringComparison.Ordinal) == true)))
            reason = "The row holds a NUL character.";
        var (label, answer, metadata, problem) = reason is not null ? default
            : row.Answer is { } marked ? RowAnswer.Checked(row.Text, marked, row.Metadata) : RowAnswer.Read(row.Text, row.Label?.Trim(), row.Metadata);
        reason ??= problem;
        if (reason is null && label?.Length > SetLabel.MaxLength)
            reason = $"The label is longer than {SetLabel.MaxLength} characters.";
        var dialogue = row.Dialogue;
        if (reason is null && dialogue is null)
            (dialogue, metadata) = DialogueJson.Take(metadata);
        if (!TrySplit(row.Split, out var split))
            reason ??= $"“{Excerpt(row.Split!, 40)}” is no split; use train, validation or test.";
        if (reason is not null)
            return null;
        return new ImportedRow(
            row.Text, string.IsNullOrEmpty(label) ? null : label, string.IsNullOrEmpty(row.Id) ? null : row.Id,
            row.Split is null ? allInto : split, metadata, answer, dialogue);
    }

    /// <summary>The beginning of a text, whole characters only.</summary>
    public static string Excerpt(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
    }

    private static bool TrySplit(string? word, out DatasetSplit split)
    {
        (var known, split) = word?.Trim().ToUpperInvariant() switch
        {
            null or "" or "NONE" => (true, DatasetSplit.None),
            "TRAIN" or "TRAINING" => (true, DatasetSplit.Train),
            "VALIDATION" or "VALID" or "VAL" or "DEV" => (true, DatasetSplit.Validation),
            "TEST" or "TESTING" => (true, DatasetSplit.Test),
            _ => (false, DatasetSplit.None),
        };
        return known;
    }
}
