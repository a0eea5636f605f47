namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Where the mapping's columns stand among the file's.</summary>
internal sealed record ColumnPlaces(int Text, int? Label, int? Id, int? Split, int[] Others)
{
    /// <exception cref="InvalidInputException">A column of the mapping is not in the file.</exception>
    public static ColumnPlaces Of(ColumnMapping mapping, IReadOnlyList<string> columns)
    {
        var (text, label, id, split) = (At(mapping.Text, "text")!.Value, At(mapping.Label, "label"), At(mapping.Id, "id"), At(mapping.Split, "split"));
        int[] others = [.. Enumerable.Range(0, columns.Count).Where(i => i != text && i != label && i != id && i != split)];
        return new ColumnPlaces(text, label, id, split, others);

        int? At(string? column, string role)
        {
            if (column is null)
                return null;
            var at = columns.ToList().IndexOf(column);
            return at >= 0 ? at : throw ColumnNames.Missing(column, role, columns);
        }
    }
}
