using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Web.Models.OpenAi;

/// <summary>Server-sent events. A client that takes nothing for a while is left: its answer waits for nobody else, and nobody for it.</summary>
internal sealed class EventStream(HttpResponse response, CancellationToken cancel)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task BeginAsync()
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(cancel);
    }

    public Task SendAsync(JsonObject data) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(data, OpenAiJson.Options));

    public Task DoneAsync() => SendAsync("[DONE]"u8.ToArray());

    /// <summary>The stream has begun, so that no status can tell it any more.</summary>
    public static Task FailAsync(HttpResponse response, OpenAiError error) =>
        new EventStream(response, response.HttpContext.RequestAborted).SendAsync(JsonSerializer.SerializeToUtf8Bytes(error.Body, OpenAiJson.Options));

    private async Task SendAsync(byte[] data)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await response.Body.WriteAsync((byte[])[.. "data: "u8, .. data, .. "\n\n"u8], patience.Token);
            await response.Body.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            response.HttpContext.Abort();
            throw new OperationCanceledException("The client took nothing for too long.", response.HttpContext.RequestAborted);
        }
    }
}
