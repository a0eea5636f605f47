using System.Text.RegularExpressions;
using Studio.Templates;

namespace Studio.Core.Prompts;

/// <summary>What prompts, their names and labels must look like.</summary>
public static partial class PromptRules
{
    public const int MaxTemplateLength = 200_000;

    private static readonly string[] Roles = ["system", "user", "assistant"];

    /// <exception cref="InvalidInputException">Something in the content cannot be used; a template's mistake is named with its place.</exception>
    public static void Check(PromptContent content)
    {
        if (content.Text is null == content.Messages is null)
            throw new InvalidInputException("A prompt has either a text or messages, not both and not neither.");
        if (content.Messages is { Count: 0 })
            throw new InvalidInputException("A chat prompt needs at least one message.");
        foreach (var (part, number) in content.Parts.Select((part, index) => (part, index + 1)))
            CheckPart(part, content.Kind, number);
        if (content.FewShot is { Count: < 1 or > 200 })
            throw new InvalidInputException("Between 1 and 200 worked examples can be drawn.");
        if (content.FewShot is { SimilarBy.Length: 0 or > 200 })
            throw new InvalidInputException("Similar worked examples are chosen by 'tfidf' or by the id of an encoder of the project.");
        CheckAnswer(content.Answer);
        CheckSettings(content.Settings ?? new PromptSettings());
    }

    /// <returns>The name without blanks around it.</returns>
    /// <exception cref="InvalidInputException">It is empty, too long or holds a character that addresses cannot.</exception>
    public static string Name(string? name)
    {
        var trimmed = name?.Trim() ?? "";
        return NamePattern().IsMatch(trimmed) ? trimmed : throw new InvalidInputException(
            "A prompt's name has 1 to 80 letters, digits, blanks, dots, hyphens or underscores.");
    }

    /// <returns>The folder with single slashes and none at its ends.</returns>
    /// <exception cref="InvalidInputException">A part of it is not a name.</exception>
    public static string Folder(string? folder)
    {
        var parts = (folder ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length > 8 || Array.Exists(parts, part => !NamePattern().IsMatch(part)))
            throw new InvalidInputException("A folder is up to 8 names with slashes between, such as support/triage.");
        return string.Join('/', parts);
    }

    /// <exception cref="InvalidInputException">It is too long.</exception>
    public static string Description(string? description) => description is null || description.Length <= 2000
        ? description?.Trim() ?? "" : throw new InvalidInputException("A description has at most 2,000 characters.");

    /// <returns>The label in lower case.</returns>
    /// <exception cref="InvalidInputException">It is not a word, or could be taken for a version's number.</exception>
    public static string Label(string? label)
    {
        var word = label?.Trim().ToLowerInvariant() ?? "";
        return LabelPattern().IsMatch(word) && word != "latest" ? word : throw new InvalidInputException(
            "A label is one word of up to 40 letters, digits, dots, hyphens or underscores that begins with a letter; 'latest' is kept for the newest version.");
    }

    public static IReadOnlyList<string> Tags(IEnumerable<string>? tags)
    {
        var words = (tags ?? []).Select(tag => tag.Trim().ToLowerInvariant()).Where(tag => tag.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        return words.Count <= 20 && words.TrueForAll(word => word.Length <= 40)
            ? words : throw new InvalidInputException("A prompt has up to 20 tags of up to 40 characters.");
    }

    private static void CheckPart(PromptMessage part, PromptKind kind, int number)
    {
        var where = kind == PromptKind.Text ? "The text" : $"Message {number}";
        if (kind == PromptKind.Chat && !Roles.Contains(part.Role))
            throw new InvalidInputException($"{where} has the role '{part.Role}'; system, user and assistant are known.");
        if (part.Content.Length > MaxTemplateLength)
            throw new InvalidInputException($"{where} is longer than {MaxTemplateLength:N0} characters.");
        try
        {
            Template.Parse(part.Content);
        }
        catch (TemplateException error)
        {
            throw new InvalidInputException($"{where} is not a template that Studio can read. {error.Message}");
        }
    }

    private static void CheckAnswer(AnswerReading? answer)
    {
        if (answer is null)
            return;
        if (answer.Labels.Any(string.IsNullOrWhiteSpace))
            throw new InvalidInputException("A label that may be answered is empty.");
        if (answer.Labels.GroupBy(label => label.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidInputException($"The label '{twice.Key}' may be answered only once; upper and lower case are not told apart.");
    }

    private static void CheckSettings(PromptSettings settings)
    {
        if (settings.Temperature is < 0 or > 2)
            throw new InvalidInputException("The temperature lies between 0 and 2.");
        if (settings.TopP is <= 0 or > 1)
            throw new InvalidInputException("top_p lies above 0 and up to 1.");
        if (settings.MaxTokens is < 1 or > 100_000)
            throw new InvalidInputException("max_tokens lies between 1 and 100,000.");
    }

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z][a-z0-9._-]{0,39}$")]
    private static partial Regex LabelPattern();
}
