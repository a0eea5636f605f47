using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web.Models.OpenAi;

/// <summary>A request to <c>/v1/chat/completions</c>.</summary>
internal sealed record ChatQuestion(SharedQuestion Shared, JsonElement Messages)
{
    private static readonly string[] Roles = ["system", "user", "assistant"];

    public static ChatQuestion Read(JsonElement body)
    {
        var fields = new RequestFields(body);
        fields.Refuse("prediction", "modalities");
        var logprobs = fields.Flag("logprobs");
        var top = fields.Integer("top_logprobs", 0, 20);
        if (top is not null && !logprobs)
            throw new BadFieldException("top_logprobs", "'top_logprobs' is only for answers with 'logprobs': set it to true.", "invalid_value");
        var most = SharedQuestion.MaxTokens(fields, "max_completion_tokens") is var newer and >= 0 ? newer : SharedQuestion.MaxTokens(fields, "max_tokens");
        if (most == 0)
            throw new BadFieldException("max_tokens", "An answer has at least one token.", "invalid_value");
        return new ChatQuestion(SharedQuestion.Read(fields, most < 0 ? int.MaxValue : most, logprobs ? top ?? 0 : null), ReadMessages(fields));
    }

    private static JsonElement ReadMessages(RequestFields fields)
    {
        if (fields.Find("messages") is not { } given)
            throw new BadFieldException("messages", "The field 'messages' is missing.", "missing_required_parameter");
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() == 0)
            throw new BadFieldException("messages", "'messages' is a list with at least one message.", "invalid_type");
        var messages = new JsonArray();
        foreach (var message in given.EnumerateArray())
            messages.Add(ReadMessage(message, $"messages[{messages.Count}]"));
        return JsonSerializer.SerializeToElement(messages);
    }

    private static JsonObject ReadMessage(JsonElement message, string at)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw new BadFieldException(at, $"'{at}' is an object with 'role' and 'content'.", "invalid_type");
        var role = message.TryGetProperty("role", out var named) ? RequestFields.TextOf(named, at + ".role") : throw new BadFieldException(at + ".role", $"'{at}.role' is missing.", "missing_required_parameter");
        // What newer models call the developer, templates call the system.
        role = role == "developer" ? "system" : role;
        if (!Roles.Contains(role))
            throw new BadFieldException(at + ".role", $"'{at}.role' is '{role}'; this server knows system, developer, user and assistant.", "invalid_value");
        return new JsonObject { ["role"] = role, ["content"] = Content(message, at + ".content") };
    }

    private static string Content(JsonElement message, string at)
    {
        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
            throw new BadFieldException(at, $"'{at}' is missing.", "missing_required_parameter");
        if (content.ValueKind != JsonValueKind.Array)
            return RequestFields.TextOf(content, at);
        return string.Concat(content.EnumerateArray().Select(part =>
            part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueEquals("text") && part.TryGetProperty("text", out var text)
                ? RequestFields.TextOf(text, at) : throw new BadFieldException(at, $"'{at}' has a part that is no text; this server reads texts only.", "invalid_value")));
    }
}
