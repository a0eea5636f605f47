using Studio.Core.Datasets.Dialogues;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Where the mapping's columns stand among the file's.</summary>
internal sealed record ColumnPlaces(int Text, int? Label, int? Id, int? Split, int[] Others, IReadOnlyList<(string Field, int Column)>? Dialogue)
{
    /// <summary>The fields of one row for a language model.</summary>
    public (string? Json, string Text, string? Problem) Read(Func<int, string?> cell) => DialogueJson.Read(
        Dialogue!.Where(d => cell(d.Column) is not null).ToDictionary(d => d.Field, d => DialogueJson.Cell(cell(d.Column)!)));

    /// <exception cref="InvalidInputException">A column of the mapping is not in the file.</exception>
    public static ColumnPlaces Of(ColumnMapping mapping, IReadOnlyList<string> columns)
    {
        var (text, label, id, split) = (mapping.Dialogue is null ? At(mapping.Text, "text")!.Value : -1, At(mapping.Label, "label"), At(mapping.Id, "id"), At(mapping.Split, "split"));
        var dialogue = mapping.Dialogue?.Select(d => (d.Key, At(d.Value, d.Key)!.Value)).ToList();
        int[] others = [.. Enumerable.Range(0, columns.Count).Where(i => i != text && i != label && i != id && i != split && dialogue?.Any(d => d.Value == i) != true)];
        return new ColumnPlaces(text, label, id, split, others, dialogue);

        int? At(string? column, string role)
        {
            if (column is null)
                return null;
            var at = columns.ToList().IndexOf(column);
            return at >= 0 ? at : throw ColumnNames.Missing(column, role, columns);
        }
    }
}
