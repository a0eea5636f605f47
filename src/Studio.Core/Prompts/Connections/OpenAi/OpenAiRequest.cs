using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Studio.Core.Prompts.Connections.OpenAi;

/// <summary>A request in OpenAI's form, with no more fields than were asked for, because compatible servers refuse those that they do not know.</summary>
internal static class OpenAiRequest
{
    public static JsonObject Of(string model, string host, IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
        };
        if (options?.Temperature is { } temperature)
            body["temperature"] = Math.Round((double)temperature, 6);
        if (options?.TopP is { } topP)
            body["top_p"] = Math.Round((double)topP, 6);
        // OpenAI itself refuses the old name for its newer models; the others know only the old one.
        if (options?.MaxOutputTokens is { } most)
            body[host == "api.openai.com" ? "max_completion_tokens" : "max_tokens"] = most;
        if (options?.StopSequences is { Count: > 0 } stops)
            body["stop"] = new JsonArray([.. stops.Select(stop => JsonValue.Create(stop))]);
        if (options?.Seed is { } seed)
            body["seed"] = seed;
        if (stream)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return body;
    }
}
