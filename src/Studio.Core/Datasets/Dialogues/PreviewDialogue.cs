namespace Studio.Core.Datasets.Dialogues;

/// <summary>A row of an import's preview as it will be read.</summary>
public static class PreviewDialogue
{
    /// <param name="columns">The names of the file's columns.</param>
    /// <param name="cells">The row, as the preview shows it.</param>
    /// <param name="mapping">The column of each field.</param>
    /// <returns>The dialogue, or why the row will be rejected.</returns>
    public static (Dialogue? Dialogue, string? Problem) Of(IReadOnlyList<string> columns, IReadOnlyList<string?> cells, IReadOnlyDictionary<string, string> mapping)
    {
        var fields = mapping.Select(m => (m.Key, At: columns.ToList().IndexOf(m.Value))).Where(f => f.At >= 0 && f.At < cells.Count && cells[f.At] is not null)
            .ToDictionary(f => f.Key, f => DialogueJson.Cell(cells[f.At]!));
        var (json, _, problem) = DialogueJson.Read(fields);
        return json is null ? (null, problem) : (Dialogue.Parse(json), null);
    }
}
