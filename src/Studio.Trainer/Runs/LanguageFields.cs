using System.Text.Json;
using Studio.Trainer.Runs.Language;

namespace Studio.Trainer.Runs;

/// <summary>
/// Reads what a language model learns from: <c>messages</c> (also <c>conversations</c> with <c>from</c> and <c>value</c>, as ShareGPT has them), <c>prompt</c>
/// with <c>completion</c>, <c>instruction</c> with <c>input</c> and <c>output</c> (Alpaca), and <c>prompt</c> with <c>chosen</c> and <c>rejected</c>.
/// </summary>
internal static class LanguageFields
{
    /// <summary>The row with these fields filled; the same row where it has none of them.</summary>
    /// <exception cref="TrainingException">A field is of the wrong kind; the message names the line.</exception>
    public static TrainingRow Fill(JsonLinesFile file, JsonLine line, TrainingRow row)
    {
        var value = line.Value;
        if (value.TryGetProperty("chosen", out var chosen) && value.TryGetProperty("rejected", out var rejected))
            return Preference(file, line, row, chosen, rejected);
        if (value.TryGetProperty("messages", out var messages) || value.TryGetProperty("conversations", out messages))
            return row with { Messages = Messages(file, line, messages) };
        if (value.TryGetProperty("prompt", out var prompt))
            return row with { Prompt = Text(file, line, "prompt", prompt), Completion = value.TryGetProperty("completion", out var completion) ? Text(file, line, "completion", completion) : null };
        if (value.TryGetProperty("instruction", out var instruction) && value.TryGetProperty("output", out var output))
        {
            string asked = Text(file, line, "instruction", instruction), input = value.TryGetProperty("input", out var given) ? Text(file, line, "input", given) : "";
            return row with { Messages = [new("user", input.Length > 0 ? $"{asked}\n\n{input}" : asked), new("assistant", Text(file, line, "output", output))] };
        }
        return row;
    }

    /// <summary>True where the row has no text of its own because it has one of these fields.</summary>
    public static bool Has(JsonElement row) => new[] { "messages", "conversations", "prompt", "instruction", "chosen" }.Any(name => row.TryGetProperty(name, out _));

    private static TrainingRow Preference(JsonLinesFile file, JsonLine line, TrainingRow row, JsonElement chosen, JsonElement rejected)
    {
        IReadOnlyList<RowMessage>? before = null;
        if (line.Value.TryGetProperty("prompt", out var prompt))
            (before, row) = prompt.ValueKind == JsonValueKind.Array ? (Messages(file, line, prompt), row) : (null, row with { Prompt = Text(file, line, "prompt", prompt) });
        if (chosen.ValueKind == JsonValueKind.Array && rejected.ValueKind == JsonValueKind.Array)
        {
            var (good, bad) = (Messages(file, line, chosen), Messages(file, line, rejected));
            if (good.Count == 0 || bad.Count == 0)
                throw file.Refuse(line.Number, "\"chosen\" and \"rejected\" are conversations, and one of them is empty.");
            // Without a prompt of its own a row repeats it in both conversations.
            if (before is null && row.Prompt is { } text)
                (before, row) = ([new("user", text)], row with { Prompt = null });
            return row with { Messages = before ?? [.. good.SkipLast(1)], Chosen = good[^1].Content, Rejected = bad[^1].Content };
        }
        return row with { Messages = before, Chosen = Text(file, line, "chosen", chosen), Rejected = Text(file, line, "rejected", rejected) };
    }

    private static List<RowMessage> Messages(JsonLinesFile file, JsonLine line, JsonElement list)
    {
        var result = new List<RowMessage>();
        if (list.ValueKind != JsonValueKind.Array)
            throw file.Refuse(line.Number, "the conversation is not a list of {\"role\": \"…\", \"content\": \"…\"}.");
        foreach (var message in list.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object || Word(message, "role", "from") is not { } role || Word(message, "content", "value") is not { } content)
                throw file.Refuse(line.Number, $"the message {result.Count + 1} of the conversation is not {{\"role\": \"…\", \"content\": \"…\"}}.");
            double weight = message.TryGetProperty("weight", out var w) && w.ValueKind == JsonValueKind.Number ? w.GetDouble() : 1;
            result.Add(new(role switch { "human" => "user", "gpt" => "assistant", _ => role }, content, weight));
        }
        return result;
    }

    private static string? Word(JsonElement message, string name, string other) =>
        (message.TryGetProperty(name, out var value) || message.TryGetProperty(other, out value)) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Text(JsonLinesFile file, JsonLine line, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw file.Refuse(line.Number, $"\"{name}\" is not a text in quotation marks.");
}
