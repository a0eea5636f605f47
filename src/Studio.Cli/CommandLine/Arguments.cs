using System.Globalization;

namespace Studio.Cli.CommandLine;

/// <summary>The options of one command. The names that it knows are read off its usage line, so that the two cannot differ.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="UsageException">An option is not known, stands twice, or lacks its value.</exception>
    public Arguments(string usage, IEnumerable<string> arguments)
    {
        var known = Known(usage);
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            if (!argument.StartsWith("--", StringComparison.Ordinal)) throw new UsageException($"'{argument}' is not an option; options begin with --.");
            var (name, given) = Split(argument[2..]);
            if (!known.TryGetValue(name, out var takesValue)) throw new UsageException($"There is no option --{name} here.");
            if (!takesValue && given is not null) throw new UsageException($"The option --{name} takes no value.");
            var value = !takesValue ? "true" : given ?? (rest.TryDequeue(out var next) ? next : throw new UsageException($"The option --{name} lacks its value."));
            if (!_values.TryAdd(name, value)) throw new UsageException($"The option --{name} stands twice.");
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Optional(string name) => _values.GetValueOrDefault(name);

    public string Required(string name) => Optional(name) ?? throw new UsageException($"The option --{name} is missing.");

    public int? Number(string name)
    {
        if (Optional(name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"The option --{name} takes a whole number, not '{text}'.");
    }

    public double? Real(string name)
    {
        if (Optional(name) is not { } text) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new UsageException($"The option --{name} takes a number, not '{text}'.");
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    /// <summary>A word in capitals behind an option means that it takes a value.</summary>
    private static Dictionary<string, bool> Known(string usage)
    {
        var words = usage.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var known = new Dictionary<string, bool>(StringComparer.Ordinal) { ["json"] = false };
        for (var i = 0; i < words.Length; i++)
            if (words[i].StartsWith("--", StringComparison.Ordinal))
                known[words[i][2..]] = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
        return known;
    }
}
