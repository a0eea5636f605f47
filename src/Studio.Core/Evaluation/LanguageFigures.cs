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

    public static int Place(string name) => Array.FindIndex(Known, k => k.Name == name) is >= 0 and var at ? at : Known.Length;

    /// <summary>Whether it runs from 0 to 1.</summary>
    public static bool IsShare(string name) => name is "token_accuracy" or "exact_match" or "rougeL" or "accuracy" or "stops";

    public static string Figure(string name, double value) => IsShare(name) ? value.ToString("0.0 %", CultureInfo.InvariantCulture)
        : name == "chrf" ? value.ToString("0.0", CultureInfo.InvariantCulture) : value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The share of rows by which models are put in order: answered exactly, told apart, or else of tokens said right.</summary>
    public static double Headline(IReadOnlyDictionary<string, double> figures) =>
        new[] { "accuracy", "exact_match", "token_accuracy" }.Where(figures.ContainsKey).Select(name => figures[name]).FirstOrDefault();
}
