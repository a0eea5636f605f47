using Microsoft.Extensions.AI;
using Studio.Core.Prompts.Connections;

namespace Studio.Core.Tests.Prompts.Connections;

internal static class Asking
{
    public static Task<ChatResponse> AskAsync(this ChatModel model, string text, ChatOptions? options = null) =>
        model.Client.GetResponseAsync([new ChatMessage(ChatRole.User, text)], options, TestContext.Current.CancellationToken);

    public static async Task<ChatResponse> StreamAsync(this ChatModel model, string text)
    {
        var parts = new List<ChatResponseUpdate>();
        await foreach (var part in model.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, text)], null, TestContext.Current.CancellationToken))
            parts.Add(part);
        return parts.ToChatResponse();
    }
}
