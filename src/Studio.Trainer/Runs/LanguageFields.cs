using System.Text.Json;
using Studio.Trainer.Runs.Language;

namespace Studio.Trainer.Runs;

/// <summary>
/// Reads what a language model learns from: <c>messages</c> (also <c>conversations</c> with <c>from</c> and <c>value</c>, as ShareGPT has them), <c>prompt</c>
/// with <c>completion</c>, <c>instruction</c> with <c>input</c> and <c>output</c> (Alpaca), and <c>prompt</c> with <c>chosen</c> and <c>rejected</c>, or these two
/// alone as whole conversations.
/// </summary>
public static class LanguageFields
{
    /// <summary>The row with these fields filled; the same row where it has none of them.</summary>
    /// <param name="value">A JSON object.</param>
    /// <param name="row">Gets the fields.</param>
    /// <param name="refuse">Makes an exception of a sentence on a field of the wrong kind; the exception is thrown.</param>
    public static TrainingRow Fill(JsonElement value, TrainingRow row, Func<string, Exception> refuse)
    {
        if (value.TryGetProperty("chosen", out var chosen) && value.TryGetProperty("rejected", out var rejected))
            return Preference(value, row, chosen, rejected, refuse);
        if (value.TryGetProperty("messages", out var messages) || value.TryGetProperty("conversations", out messages))
            return row with { Messages = Messages(refuse, messages) };
        if (value.TryGetProperty("prompt", out var prompt))
            return row with { Prompt = Text(refuse, "prompt", prompt), Completion = value.TryGetProperty("completion", out var completion) ? Text(refuse, "completion", completion) : null };
        if (value.TryGetProperty("instruction", out var instruction) && value.TryGetProperty("output", out var output))
        {
            string asked = Text(refuse, "instruction", instruction), input = value.TryGetProperty("input", out var given) ? Text(refuse, "input", given) : "";
            return row with { Messages = [new("user", input.Length > 0 ? $"{asked}\n\n{input}" : asked), new("assistant", Text(refuse, "output", output))] };
        }
        return row;
    }

    /// <summary>True where the row has no text of its own because it has one of these fields.</summary>
    public static bool Has(JsonElement row) => new[] { "messages", "conversations", "prompt", "instruction", "chosen" }.Any(name => row.TryGetProperty(name, out _));

    private static TrainingRow Preference(JsonElement value, TrainingRow row, JsonElement chosen, JsonElement rejected, Func<string, Exception> refuse)
    {
        IReadOnlyList<RowMessage>? before = null;
        if (value.TryGetProperty("prompt", out var prompt))
            (before, row) = prompt.ValueKind == JsonValueKind.Array ? (Messages(refuse, prompt), row) : (null, row with { Prompt = Text(refuse, "prompt", prompt) });
        if (chosen.ValueKind == JsonValueKind.Array && rejected.ValueKind == JsonValueKind.Array)
        {
            var (good, bad) = (Messages(refuse, chosen), Messages(refuse, rejected));
            if (good.Count == 0 || bad.Count == 0)
                throw refuse("\"chosen\" and \"rejected\" are conversations, and one of them is empty.");
            // Without a prompt of its own a row repeats it in both conversations.
            if (before is null && row.Prompt is { } text)
                (before, row) = ([new("user", text)], row with { Prompt = null });
            return row with { Messages = before ?? [.. good.SkipLast(1)], Chosen = good[^1].Content, Rejected = bad[^1].Content };
        }
        string one = Text(refuse, "chosen", chosen), other = Text(refuse, "rejected", rejected);
        if (before is null && row.Prompt is null && Transcript.Pair(one, other) is { } pair)
            return row with { Messages = pair.Before, Chosen = pair.Chosen, Rejected = pair.Rejected };
        return row with { Messages = before, Chosen = one, Rejected = other };
    }

    private static List<RowMessage> Messages(Func<string, Exception> refuse, JsonElement list)
    {
        var result = new List<RowMessage>();
        if (list.ValueKind != JsonValueKind.Array)
            throw refuse("the conversation is not a list of {\"role\": \"…\", \"content\": \"…\"}.");
        foreach (var message in list.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object || Word(message, "role", "from") is not { } role || Said(message) is not { } content)
                throw refuse($"the message {result.Count + 1} of the conversation is not {{\"role\": \"…\", \"content\": \"…\"}}.");
            double weight = message.TryGetProperty("weight", out var w) && w.ValueKind == JsonValueKind.Number ? w.GetDouble() : 1;
            result.Add(new(role switch { "human" => "user", "gpt" => "assistant", _ => role }, content, weight));
        }
        return result;
    }

    private static string? Word(JsonElement message, string name, string other) =>
        (message.TryGetProperty(name, out var value) || message.TryGetProperty(other, out value)) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The words of a message, also where they stand in parts of which each is a text.</summary>
    private static string? Said(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var parts) || parts.ValueKind != JsonValueKind.Array)
            return Word(message, "content", "value");
        var texts = parts.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object ? Word(part, "text", "text") : null).ToList();
        return texts.Contains(null) ? null : string.Concat(texts);
    }

    private static string Text(Func<string, Exception> refuse, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw refuse($"\"{name}\" is not a text in quotation marks.");
}
