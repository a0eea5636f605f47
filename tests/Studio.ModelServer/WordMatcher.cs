using System.Text.RegularExpressions;

namespace Studio.ModelServer;

/// <summary>
/// Labels a text by the words that it shares with the labels' names and with the worked examples of the prompt: right often enough, wrong often enough,
/// and better with examples than without. Where nothing is shared, it says that it is not sure.
/// </summary>
public static partial class WordMatcher
{
    private static readonly HashSet<string> Empty =
        ["the", "a", "an", "i", "my", "is", "it", "to", "do", "of", "for", "in", "on", "and", "was", "did", "does", "not", "why", "how", "what", "can", "you", "me", "have", "has", "text", "label"];

    public static string Answer(IReadOnlyList<(string Role, string Content)> messages)
    {
        if (messages.Count == 0)
            return "";
        var instructions = string.Join('\n', messages.Take(messages.Count - 1).Select(message => message.Content));
        var all = instructions.Length > 0 ? instructions : messages[^1].Content;
        var question = Words(QuestionOf(messages[^1].Content));
        var labels = LabelsIn(all);
        var best = labels.Select(label => (Label: label, Score: Score(question, label, all))).OrderByDescending(pair => pair.Score).FirstOrDefault();
        if (best.Label is null || best.Score == 0)
            return "I am not sure about this one.";
        var reasons = all.Contains("last line", StringComparison.OrdinalIgnoreCase) || all.Contains("step by step", StringComparison.OrdinalIgnoreCase);
        return reasons ? $"The text shares words with this label more than with any other.\nLabel: {best.Label}" : best.Label;
    }

    /// <summary>The names between commas in the line that has most of them.</summary>
    public static IReadOnlyList<string> LabelsIn(string prompt)
    {
        var line = prompt.Split('\n').MaxBy(line => line.Count(c => c == ',')) ?? "";
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        var colon = comma < 0 ? -1 : line.LastIndexOf(':', comma);
        return [.. line[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => name.TrimEnd('.'))];
    }

    private static double Score(HashSet<string> question, string label, string prompt)
    {
        var name = Words(label.Replace('_', ' '));
        var byName = name.Count == 0 ? 0 : name.Count(question.Contains) / Math.Sqrt(name.Count);
        var byExample = Examples().Matches(prompt).Where(match => match.Groups["label"].Value.Trim() == label)
            .Select(match => Likeness(question, Words(match.Groups["text"].Value))).DefaultIfEmpty(0).Max();
        return byName + (2 * byExample);
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other) =>
        one.Count == 0 || other.Count == 0 ? 0 : one.Count(other.Contains) / Math.Sqrt((double)one.Count * other.Count);

    private static string QuestionOf(string content) => content.Replace("Text:", "", StringComparison.Ordinal).Replace("Label:", "", StringComparison.Ordinal);

    // Words are cut to a stem of six letters, which is enough to find "arrival" in "arrived".
    private static HashSet<string> Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).Where(word => !Empty.Contains(word)).Select(word => word.Length > 5 ? word[..5] : word)];

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"Text:\s*(?<text>[^\n]+)\nLabel:\s*(?<label>[^\n]+)")]
    private static partial Regex Examples();
}
