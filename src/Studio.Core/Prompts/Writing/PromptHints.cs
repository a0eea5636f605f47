using System.Text.RegularExpressions;

namespace Studio.Core.Prompts.Writing;

/// <summary>Something a machine can see about a prompt that a person may want to change.</summary>
/// <param name="Item">The point of the checklist that it belongs to.</param>
/// <param name="Sentence">What was seen, and what to do.</param>
public sealed record PromptHint(string Item, string Sentence);

/// <summary>The part of the checklist that can be computed. Hints are advice: none of them keeps a prompt from being published.</summary>
public static partial class PromptHints
{
    private const int LongSentence = 45;
    private const int LongPrompt = 1_200;
    private const int ReasoningTokens = 64;

    public static IReadOnlyList<PromptHint> Of(PromptContent content, TemplateNotes notes)
    {
        var text = Comment().Replace(string.Join('\n', content.Parts.Select(part => part.Content)), "");
        return [.. Clear(content, notes, text), .. Concise(text), .. Contextual(content, text), .. Refined(content)];
    }

    private static IEnumerable<PromptHint> Clear(PromptContent content, TemplateNotes notes, string text)
    {
        const string item = "Clear";
        if (notes.Variables.Count == 0 && !notes.HasMistake)
            yield return new(item, "Nothing is filled in: every row would get the same prompt. Write {{ text }} where the row's text belongs.");
        if (content.FewShot is not null && !notes.Variables.Contains("examples") && !notes.HasMistake)
            yield return new(item, "Worked examples are drawn but never shown. Loop over {{ examples }} where they belong.");
        if (content.FewShot is null && notes.Variables.Contains("examples"))
            yield return new(item, "The text asks for examples and none are drawn. Choose a snapshot for the worked examples.");
        if (content.Answer is not { Labels.Count: > 0 } answer || notes.HasMistake)
            yield break;
        var unnamed = notes.Variables.Contains("labels") ? [] : answer.Labels.Where(label => !text.Contains(label, StringComparison.OrdinalIgnoreCase)).ToList();
        if (unnamed.Count > 0)
            yield return new(item, $"{Some(unnamed)} may be answered but {(unnamed.Count == 1 ? "does" : "do")} not stand in the text. Name every label, for example with {{{{ labels | join(', ') }}}}.");
        if (!string.IsNullOrEmpty(answer.AnswerAfter) && !text.Contains(answer.AnswerAfter, StringComparison.OrdinalIgnoreCase))
            yield return new(item, $"Only what follows “{answer.AnswerAfter}” counts, and the text never asks for it.");
        if (!OnlyOne().IsMatch(text))
            yield return new(item, "It does not say that the answer is one label and nothing else. Models explain themselves unless told not to.");
    }

    private static IEnumerable<PromptHint> Concise(string text)
    {
        const string item = "Concise";
        var words = Word().Count(text);
        if (words > LongPrompt)
            yield return new(item, $"It has {words:N0} words before anything is filled in. Every one of them is paid for with every row.");
        var bare = Tag().Replace(text, " x ");
        var sentences = SentenceEnd().Split(bare).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0).ToList();
        if (sentences.FirstOrDefault(sentence => Word().Count(sentence) > LongSentence) is { } longest)
            yield return new(item, $"One sentence has {Word().Count(longest)} words (“{Start(longest)}…”). Two short ones are followed better.");
        if (sentences.Where(sentence => sentence.Length > 25).GroupBy(sentence => sentence, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return new(item, $"“{Start(twice.Key)}…” is said {twice.Count()} times.");
        if (Filler().Match(text) is { Success: true } filler)
            yield return new(item, $"“{filler.Value}” changes nothing for a model. Say what to do instead.");
    }

    private static IEnumerable<PromptHint> Contextual(PromptContent content, string text)
    {
        const string item = "Contextual";
        if (content.Messages is { } messages && messages.All(message => message.Role != "system"))
            yield return new(item, "There is no system message. Instructions that hold for every row belong there, apart from the row's text.");
        if (content.Answer is { Labels.Count: > 1 } && !Doubt().IsMatch(text))
            yield return new(item, "It does not say what to answer when no label fits well, or two do.");
        if (content.Answer is { Labels: { Count: > 1 } labels } && content.FewShot is null && Word().Count(text) < 25 + (2 * labels.Count))
            yield return new(item, "The labels are named and not explained. One line on what each means helps most where two of them are close.");
    }

    private static IEnumerable<PromptHint> Refined(PromptContent content)
    {
        const string item = "Refined";
        var settings = content.Settings ?? new PromptSettings();
        if (content.Answer is not { Labels.Count: > 0 } answer)
            yield break;
        if (settings.Temperature is > 0.3)
            yield return new(item, $"With a temperature of {settings.Temperature:0.##} the same row gets different labels. 0 makes answers repeatable.");
        if (settings.MaxTokens is < ReasoningTokens && !string.IsNullOrEmpty(answer.AnswerAfter))
            yield return new(item, $"{settings.MaxTokens} tokens hardly leave room to reason before the answer; it would be cut off and count as wrong.");
        // A token of English has about four letters; a label that cannot be finished is never counted.
        var longest = answer.Labels.Max(label => label.Length);
        if (settings.MaxTokens < (longest + 3) / 4)
            yield return new(item, $"{settings.MaxTokens} tokens may cut the longest label off; it has {longest} letters.");
    }

    private static string Some(IReadOnlyList<string> labels) => labels.Count <= 3
        ? string.Join(", ", labels.Select(label => $"“{label}”")) : $"“{labels[0]}”, “{labels[1]}” and {labels.Count - 2} more labels";

    private static string Start(string sentence) => sentence.ReplaceLineEndings(" ") is { Length: > 40 } text ? text[..40].TrimEnd() : sentence.ReplaceLineEndings(" ");

    [GeneratedRegex(@"\{#.*?#\}", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\{[{%].*?[%}]\}", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\p{L}\p{N}'’]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\b(nothing else|only|exactly one|just the label|one label|single label)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OnlyOne();

    [GeneratedRegex(@"\b(doubt|unsure|unclear|if none|no label fits|none of|not sure|ambiguous|closest|best fits|otherwise|two labels)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Doubt();

    [GeneratedRegex(@"\b(please|kindly|very important|i would like you to|as an ai language model|take a deep breath)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Filler();
}
