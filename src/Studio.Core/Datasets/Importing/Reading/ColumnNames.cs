namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Names for columns, each different from the others.</summary>
internal static class ColumnNames
{
    public static string[] Numbered(int count) => [.. Enumerable.Range(1, count).Select(i => $"column {i}")];

    /// <summary>A header's names; a name that comes again gets a number, and a column without one is called by its place.</summary>
    public static string[] Of(IReadOnlyList<string> header)
    {
        var names = new string[header.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i].Trim() is { Length: > 0 } given ? given : $"column {i + 1}";
            var unique = name;
            for (var n = 2; !taken.Add(unique); n++)
                unique = $"{name} ({n})";
            names[i] = unique;
        }

        return names;
    }

    public static InvalidInputException Missing(string column, string role, IReadOnlyList<string> columns) => new(
        $"The {role} column “{column}” is not in this file. Its columns are: {string.Join(", ", columns.Take(20))}"
        + (columns.Count > 20 ? $" and {columns.Count - 20} more." : "."));
}
