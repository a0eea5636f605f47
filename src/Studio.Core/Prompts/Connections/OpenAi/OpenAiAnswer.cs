using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Studio.Core.Prompts.Connections.OpenAi;

/// <summary>Reads answers in OpenAI's form.</summary>
internal static class OpenAiAnswer
{
    /// <exception cref="ModelCallException">A part that every answer has is missing.</exception>
    public static ChatResponse Whole(JsonElement answer, string host)
    {
        if (Choice(answer) is not { } choice || !choice.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
            throw new ModelCallException(ModelCallFailure.Unreadable, $"{host} sent JSON without a message in it.");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Text(message, "content") ?? ""))
        {
            ResponseId = Text(answer, "id"),
            ModelId = Text(answer, "model"),
            FinishReason = Finish(choice),
            Usage = Usage(answer),
        };
    }

    /// <summary>One event of a stream.</summary>
    public static ChatResponseUpdate Part(JsonElement part)
    {
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ResponseId = Text(part, "id"), ModelId = Text(part, "model") };
        if (Choice(part) is { } choice)
        {
            update.FinishReason = Finish(choice);
            if (choice.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Object && Text(delta, "content") is { Length: > 0 } text)
                update.Contents.Add(new TextContent(text));
        }

        if (Usage(part) is { } usage)
            update.Contents.Add(new UsageContent(usage));
        return update;
    }

    /// <summary>What an endpoint says in the middle of a stream when it fails there.</summary>
    public static string? Error(JsonElement part) => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("error", out var error)
        ? (error.ValueKind == JsonValueKind.Object ? Text(error, "message") : null) ?? "an error without a message" : null;

    private static JsonElement? Choice(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
        && choices.GetArrayLength() > 0 && choices[0].ValueKind == JsonValueKind.Object ? choices[0] : null;

    private static ChatFinishReason? Finish(JsonElement choice) => Text(choice, "finish_reason") is { } reason ? new ChatFinishReason(reason) : null;

    private static UsageDetails? Usage(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
            ? new UsageDetails { InputTokenCount = Number(usage, "prompt_tokens"), OutputTokenCount = Number(usage, "completion_tokens"), TotalTokenCount = Number(usage, "total_tokens") }
            : null;

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
