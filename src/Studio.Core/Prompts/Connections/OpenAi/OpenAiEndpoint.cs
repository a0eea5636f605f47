using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Core.Outgoing;

namespace Studio.Core.Prompts.Connections.OpenAi;

/// <summary>Calls an OpenAI-compatible endpoint. Whatever goes wrong is a <see cref="ModelCallException"/>; the key never appears in one.</summary>
internal sealed class OpenAiEndpoint(OutgoingHttp outgoing, string baseUrl, string? key, TimeSpan silence, TimeProvider time)
{
    public string Host { get; } = new Uri(baseUrl).Host;

    /// <summary>Sends a request and hands its answer to <paramref name="read"/>, whose silence is limited too.</summary>
    public async Task<T> CallAsync<T>(string path, JsonObject? body, Func<HttpResponseMessage, Patience, Task<T>> read, CancellationToken cancel)
    {
        using var patience = new Patience(silence, time, cancel);
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, $"{baseUrl}/{path}");
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        try
        {
            using var response = await outgoing.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!response.IsSuccessStatusCode)
                throw await RefusalAsync(response, patience);
            return await read(response, patience);
        }
        catch (Exception error) when (Explain(error, patience, cancel) is { } reason)
        {
            throw reason;
        }
    }

    /// <summary>The answer's body, no longer than agreed.</summary>
    public async Task<Stream> BodyAsync(HttpResponseMessage response, Patience patience) =>
        new LimitedStream(await response.Content.ReadAsStreamAsync(patience.Token), outgoing.MaxAnswerBytes);

    /// <summary>The whole answer as JSON.</summary>
    public async Task<JsonDocument> JsonAsync(HttpResponseMessage response, Patience patience)
    {
        if (response.Content.Headers.ContentType?.MediaType is not { } type || !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            throw new ModelCallException(ModelCallFailure.Unreadable,
                $"{Host} answered with {response.Content.Headers.ContentType?.MediaType ?? "no content type"} instead of JSON. Is the address that of an OpenAI-compatible endpoint? It mostly ends in /v1.");
        await using var body = await BodyAsync(response, patience);
        try
        {
            return await JsonDocument.ParseAsync(body, cancellationToken: patience.Token);
        }
        catch (JsonException error)
        {
            throw new ModelCallException(ModelCallFailure.CutOff, $"{Host} sent an answer that is not whole JSON.", null, error);
        }
    }

    /// <summary>The same exception as a call that failed, for readers that run after <see cref="CallAsync{T}"/>; null where it is none of ours.</summary>
    public ModelCallException? Explain(Exception error, Patience patience, CancellationToken cancel) => error switch
    {
        ModelCallException => null,
        OperationCanceledException when !cancel.IsCancellationRequested && patience.IsOver =>
            new ModelCallException(ModelCallFailure.Timeout, $"{Host} was silent for {silence.TotalSeconds:0} seconds.", null, error),
        AnswerTooLongException tooLong => new ModelCallException(ModelCallFailure.Unreadable, tooLong.Message, null, error),
        HttpRequestException { InnerException: AddressRefusedException refused } => new ModelCallException(ModelCallFailure.Refused, refused.Message, null, error),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpIOException =>
            new ModelCallException(ModelCallFailure.CutOff, $"{Host} broke off in the middle of its answer.", null, error),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new ModelCallException(ModelCallFailure.Unreachable, $"The name {Host} is not known to the network.", null, error),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new ModelCallException(ModelCallFailure.Unreachable, $"No secure connection to {Host} could be made; its certificate may be wrong.", null, error),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            new ModelCallException(ModelCallFailure.Unreachable, $"Nobody answers at {Host}.", null, error),
        HttpRequestException or IOException => new ModelCallException(ModelCallFailure.CutOff, $"The connection to {Host} broke.", null, error),
        _ => null,
    };

    private async Task<ModelCallException> RefusalAsync(HttpResponseMessage response, Patience patience)
    {
        var status = (int)response.StatusCode;
        var said = await ErrorMessageAsync(response, patience);
        var (failure, sentence) = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (ModelCallFailure.Refused, $"{Host} does not accept the key ({status})."),
            HttpStatusCode.NotFound => (ModelCallFailure.Refused, $"{Host} knows no such address or model (404)."),
            HttpStatusCode.TooManyRequests => (ModelCallFailure.Busy, $"{Host} asks for fewer requests (429)."),
            HttpStatusCode.RequestTimeout => (ModelCallFailure.ServerError, $"{Host} gave up waiting (408)."),
            >= HttpStatusCode.InternalServerError => (ModelCallFailure.ServerError, $"{Host} failed ({status})."),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                (ModelCallFailure.Refused, $"{Host} sends to another address ({status}), which Studio does not follow. Give that address itself."),
            _ => (ModelCallFailure.Refused, $"{Host} refuses the request ({status})."),
        };
        return new ModelCallException(failure, said is null ? sentence : $"{sentence} It says: {said}", RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
        _ => response.Headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) ? TimeSpan.FromMilliseconds(ms) : null,
    };

    // Only the message of the agreed form is passed on, never a body: what else lies at an address is nobody's to read through Studio.
    private async Task<string?> ErrorMessageAsync(HttpResponseMessage response, Patience patience)
    {
        try
        {
            using var json = await JsonAsync(response, patience);
            var message = json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("message", out var text) ? text.GetString() : null;
            if (string.IsNullOrWhiteSpace(message) || (key is not null && message.Contains(key, StringComparison.Ordinal)))
                return null;
            return message.Length <= 300 ? message : message[..300] + "…";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return null;
        }
    }
}
