using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Studio.ModelServer;

/// <summary>Writes reactions in OpenAI's form.</summary>
internal static class Answers
{
    public static async Task SendAsync(HttpContext context, ModelRequest request, Reaction reaction)
    {
        switch (reaction)
        {
            case Reaction.Proper { Text: var text } when request.Stream:
                await StreamAsync(context, request, text, whole: true);
                break;
            case Reaction.Proper { Text: var text }:
                await JsonAsync(context, Completion(request, text));
                break;
            case Reaction.Refusal { Status: var status, Message: var message, RetryAfter: var retryAfter }:
                await ErrorAsync(context, status, message, retryAfter);
                break;
            case Reaction.Broken { Text: var text } when request.Stream:
                await StreamAsync(context, request, text, whole: false);
                context.Abort();
                break;
            case Reaction.Broken { Text: var text }:
                var json = Completion(request, text).ToJsonString();
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = json.Length + 100;
                await context.Response.WriteAsync(json[..(json.Length / 2)], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                break;
            case Reaction.Raw { ContentType: var type, Body: var body }:
                context.Response.ContentType = type;
                await context.Response.WriteAsync(body, context.RequestAborted);
                break;
            default:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                break;
        }
    }

    public static Task JsonAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext context, int status, string message, string? retryAfter)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return JsonAsync(context, new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "test", ["code"] = status.ToString(CultureInfo.InvariantCulture) } });
    }

    private static async Task StreamAsync(HttpContext context, ModelRequest request, string text, bool whole)
    {
        context.Response.ContentType = "text/event-stream";
        var parts = text.Chunk(Math.Max(1, text.Length / 4)).Select(part => new string(part)).ToList();
        await PartAsync(context, request, new JsonObject { ["role"] = "assistant" }, null);
        foreach (var part in whole ? parts : parts.Take(1))
            await PartAsync(context, request, new JsonObject { ["content"] = part }, null);
        if (!whole)
            return;
        await PartAsync(context, request, [], "stop");
        var last = Frame(request, "chat.completion.chunk");
        (last["choices"], last["usage"]) = (new JsonArray(), Usage(request, text));
        await EventAsync(context, last.ToJsonString());
        await EventAsync(context, "[DONE]");
    }

    private static Task PartAsync(HttpContext context, ModelRequest request, JsonObject delta, string? finish)
    {
        var part = Frame(request, "chat.completion.chunk");
        part["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish });
        return EventAsync(context, part.ToJsonString());
    }

    private static async Task EventAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static JsonObject Completion(ModelRequest request, string text)
    {
        var answer = Frame(request, "chat.completion");
        answer["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text }, ["finish_reason"] = "stop",
        });
        answer["usage"] = Usage(request, text);
        return answer;
    }

    private static JsonObject Frame(ModelRequest request, string kind) => new()
    {
        ["id"] = "chatcmpl-1", ["object"] = kind, ["created"] = 1_790_000_000, ["model"] = request.Model,
    };

    // Words stand in for tokens.
    private static JsonObject Usage(ModelRequest request, string text)
    {
        var (sent, written) = (Words(request.Whole), Words(text));
        return new JsonObject { ["prompt_tokens"] = sent, ["completion_tokens"] = written, ["total_tokens"] = sent + written };
    }

    private static int Words(string text) => text.Split([' ', '\n', '_'], StringSplitOptions.RemoveEmptyEntries).Length;
}
