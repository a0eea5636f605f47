using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace Studio.Core.Prompts.Connections.OpenAi;

/// <summary>A model of an OpenAI-compatible endpoint. It waits for its turn at the connection's gate and asks once: retrying is the caller's decision.</summary>
internal sealed class OpenAiChatClient(OpenAiEndpoint endpoint, string model, SemaphoreSlim gate) : IChatClient
{
    private const string Path = "chat/completions";

    private readonly ChatClientMetadata _about = new("openai-compatible", null, model);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = OpenAiRequest.Of(model, endpoint.Host, messages, options, stream: false);
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await endpoint.CallAsync(Path, body, async (response, patience) =>
            {
                using var json = await endpoint.JsonAsync(response, patience);
                return OpenAiAnswer.Whole(json.RootElement, endpoint.Host);
            }, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    // A call cannot yield from inside its error handling, so the parts go through a channel; who stops reading ends the call.
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var body = OpenAiRequest.Of(model, endpoint.Host, messages, options, stream: true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = Channel.CreateUnbounded<ChatResponseUpdate>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        await gate.WaitAsync(cancellationToken);
        try
        {
            var reading = endpoint.CallAsync(Path, body, async (response, patience) =>
            {
                await ReadPartsAsync(response, patience, parts.Writer);
                return true;
            }, stop.Token).ContinueWith(call => parts.Writer.TryComplete(call.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            try
            {
                await foreach (var part in parts.Reader.ReadAllAsync(cancellationToken))
                    yield return part;
            }
            finally
            {
                await stop.CancelAsync();
                await reading;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _about : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The connections are the outgoing door's.
    }

    private async Task ReadPartsAsync(HttpResponseMessage response, Patience patience, ChannelWriter<ChatResponseUpdate> parts)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            // Some servers answer whole although they were asked to stream.
            using var whole = await endpoint.JsonAsync(response, patience);
            foreach (var update in OpenAiAnswer.Whole(whole.RootElement, endpoint.Host).ToChatResponseUpdates())
                parts.TryWrite(update);
            return;
        }

        var finished = false;
        await using var body = await endpoint.BodyAsync(response, patience);
        await foreach (var data in EventStream.ReadAsync(body, patience, patience.Token))
        {
            if (data == "[DONE]")
                return;
            var update = Read(data);
            finished |= update.FinishReason is not null;
            parts.TryWrite(update);
        }

        if (!finished)
            throw new ModelCallException(ModelCallFailure.CutOff, $"{endpoint.Host} broke off in the middle of its answer.");
    }

    private ChatResponseUpdate Read(string data)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            return OpenAiAnswer.Error(json.RootElement) is { } error
                ? throw new ModelCallException(ModelCallFailure.ServerError, $"{endpoint.Host} failed in the middle of its answer: {error}")
                : OpenAiAnswer.Part(json.RootElement);
        }
        catch (JsonException error)
        {
            throw new ModelCallException(ModelCallFailure.CutOff, $"{endpoint.Host} sent a part of its answer that is not whole JSON.", null, error);
        }
    }
}
