using System.Globalization;

namespace Studio.Core.Evaluation;

/// <summary>The figures of language models: their names in words, their order, and how they are written.</summary>
public static class LanguageFigures
{
    private static readonly (string Name, string Word)[] Known =
    [
        ("loss", "loss"), ("perplexity", "perplexity"), ("token_accuracy", "tokens right"), ("exact_match", "exact match"), ("rougeL", "ROUGE-L"), ("chrf", "chrF"),
        ("accuracy", "pairs told apart"), ("margin", "reward margin"), ("rewards_chosen", "reward of chosen"), ("rewards_rejected", "reward of rejected"), ("stops", "ends by itself"),
        ("general_loss_before", "general loss before"), ("general_loss", "general loss after"),
    ];

    public static string Word(string name) => Known.FirstOrDefault(k => k.Name == name).Word ?? name.Replace('_', ' ');

    /// <summary>The name at the head of a column.</summary>
    public static string Title(string name) => Word(name) is { Length: > 0 } word && name != "chrf" ? char.ToUpperInvariant(word[0]) + word[1..] : Word(name);

    public static int Place(string name) => Array.FindIndex(Known, k => k.Name == name) is >= 0 and var at ? at : Known.Length;

    /// <summary>The figures that lists have a column for.</summary>
    private static readonly string[] Listed = ["perplexity", "exact_match", "rougeL", "chrf", "accuracy", "margin", "stops"];

    /// <summary>Names of the figures that say most of these models, in their order.</summary>
    public static IReadOnlyList<string> InLists(IEnumerable<IReadOnlyDictionary<string, double>?> models) =>
        [.. models.SelectMany(figures => figures?.Keys ?? []).Distinct().Where(Listed.Contains).OrderBy(Place)];

    /// <summary>Those, and what was forgotten, for a table in which models stand side by side.</summary>
    public static IReadOnlyList<string> Compared(IEnumerable<IReadOnlyDictionary<string, double>?> models) =>
        [.. InLists(models), .. models.Any(figures => figures?.ContainsKey("general_loss") == true) ? ["general_loss"] : Array.Empty<string>()];

    /// <summary>The figures that say most, in one line.</summary>
    public static string Line(IReadOnlyDictionary<string, double> figures) => string.Join(", ", InLists([figures]).Take(4).Select(name => $"{Word(name)} {Figure(name, figures[name])}"));

    /// <summary>The same, as the beginning of a sentence.</summary>
    public static string Sentence(IReadOnlyDictionary<string, double> figures) => Line(figures) is { Length: > 0 } line ? char.ToUpperInvariant(line[0]) + line[1..] : "Measured";

    /// <summary>The one figure that says most, with its name.</summary>
    public static string Main(IReadOnlyDictionary<string, double> figures) =>
        new[] { "accuracy", "exact_match", "perplexity", "loss" }.Where(figures.ContainsKey).Select(name => $"{Figure(name, figures[name])} {Word(name)}").FirstOrDefault("");

    /// <summary>The figure with its unit, a dash where the model has none.</summary>
    public static string Cell(IReadOnlyDictionary<string, double>? figures, string name) => figures?.TryGetValue(name, out var value) == true ? Figure(name, value) : "–";

    /// <summary>Whether it runs from 0 to 1.</summary>
    public static bool IsShare(string name) => name is "token_accuracy" or "exact_match" or "rougeL" or "accuracy" or "stops";

    public static string Figure(string name, double value) => IsShare(name) ? value.ToString("0.0 %", CultureInfo.InvariantCulture)
        : name == "chrf" ? value.ToString("0.0", CultureInfo.InvariantCulture) : value.ToString(Math.Abs(value) >= 1_000 ? "#,0" : "0.###", CultureInfo.InvariantCulture);

    /// <summary>The share of rows by which models are put in order: answered exactly, told apart, or else of tokens said right.</summary>
    public static double Headline(IReadOnlyDictionary<string, double> figures) =>
        new[] { "accuracy", "exact_match", "token_accuracy" }.Where(figures.ContainsKey).Select(name => figures[name]).FirstOrDefault();
}
