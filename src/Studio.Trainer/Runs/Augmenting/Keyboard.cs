namespace Studio.Trainer.Runs.Augmenting;

/// <summary>Which letters lie beside each other on a keyboard.</summary>
internal sealed class Keyboard
{
    private static readonly Dictionary<string, Keyboard> All = new(StringComparer.Ordinal)
    {
        ["qwerty"] = new("qwertyuiop", "asdfghjkl", "zxcvbnm"),
        ["qwertz"] = new("qwertzuiopü", "asdfghjklöä", "yxcvbnm"),
        ["azerty"] = new("azertyuiop", "qsdfghjklm", "wxcvbn"),
    };

    private readonly Dictionary<char, string> _neighbors = [];

    private Keyboard(params string[] rows)
    {
        for (int row = 0; row < rows.Length; row++)
            for (int column = 0; column < rows[row].Length; column++)
                _neighbors[rows[row][column]] = string.Concat(
                    Keys(rows[row], column - 1, column + 1), row > 0 ? Keys(rows[row - 1], column, column + 1) : "", row + 1 < rows.Length ? Keys(rows[row + 1], column - 1, column) : "");
    }

    /// <summary>Names that a recipe may give.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    public static Keyboard Of(string name) => All[name];

    /// <summary>The keys around a letter, in small letters; empty where the keyboard does not have it.</summary>
    public string Around(char letter) => _neighbors.GetValueOrDefault(char.ToLowerInvariant(letter), "");

    private static string Keys(string row, params ReadOnlySpan<int> columns)
    {
        string keys = "";
        foreach (int column in columns)
            keys += column >= 0 && column < row.Length ? row[column].ToString() : "";
        return keys;
    }
}
