using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Studio.Core.Outgoing;

namespace Studio.Core.Tuning.Bases.Hub;

/// <summary>What is asked of a hub, and as whom.</summary>
/// <param name="Id">The model.</param>
/// <param name="Revision">A branch, tag or commit.</param>
/// <param name="Token">For gated models; sent to the hub itself and to nobody that it leads to.</param>
internal sealed record HubQuestion(HubId Id, string Revision, string? Token);

/// <summary>
/// Asks a hub through the one outgoing door. It follows redirects itself, a few, each checked like the first address; the token stays behind when
/// another host is next.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MostHops = 5, LongestListing = 16 << 20;
    private readonly HttpClient _client;
    private readonly BasesOptions _options;
    private readonly TimeProvider _time;

    public HubClient(OutgoingHttp outgoing, BasesOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        // Bytes are counted and asked for by their place, so they must come as they are stored.
        var handler = outgoing.CreateHandler();
        handler.AutomaticDecompression = DecompressionMethods.None;
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Studio");
    }

    public void Dispose() => _client.Dispose();

    /// <exception cref="HubException">There is no such model, or none for this token, or the hub cannot be asked now.</exception>
    public async Task<HubListing> ListAsync(HubQuestion question, CancellationToken cancel)
    {
        var address = new Uri($"{_options.HubAddress}/api/models/{question.Id}/revision/{Uri.EscapeDataString(question.Revision)}?blobs=true");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_options.Silence);
        try
        {
            using var response = await SendAsync(address, question, null, limit.Token);
            await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(limit.Token), LongestListing);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: limit.Token);
            return HubListing.Read(json.RootElement, question.Id.ToString());
        }
        catch (JsonException error)
        {
            throw new HubException($"{address.Host} answers with something else than a list of files. Is Studio:Hub:Address a hub?", inner: error);
        }
        catch (Exception error) when (Explain(error, address.Host, cancel) is { } reason)
        {
            throw reason;
        }
    }

    /// <summary>The answer for a file at the commit of <paramref name="question"/>, its body unread.</summary>
    /// <param name="question">What and as whom.</param>
    /// <param name="file">A name from the listing.</param>
    /// <param name="range">From where on, if not from the beginning.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public Task<HttpResponseMessage> OpenAsync(HubQuestion question, string file, (long From, string? ETag)? range, CancellationToken cancel) =>
        SendAsync(new Uri($"{_options.HubAddress}/{question.Id}/resolve/{Uri.EscapeDataString(question.Revision)}/{Uri.EscapeDataString(file)}"), question, range, cancel);

    /// <summary>A sentence for what goes wrong on the way; null for what is none of ours.</summary>
    public HubException? Explain(Exception error, string host, CancellationToken cancel) => error switch
    {
        HubException => null,
        OperationCanceledException when !cancel.IsCancellationRequested => new($"{host} was silent for {_options.Silence.TotalSeconds:0} seconds.", passes: true, inner: error),
        HttpRequestException { InnerException: AddressRefusedException refused } => new(refused.Message, inner: error),
        AnswerTooLongException tooLong => new(tooLong.Message, inner: error),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new($"The name {host} is not known to the network.", passes: true, inner: error),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new($"No secure connection to {host} could be made; its certificate may be wrong.", inner: error),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new($"Nobody answers at {host}.", passes: true, inner: error),
        HttpRequestException or HttpIOException or System.Net.Sockets.SocketException => new($"The connection to {host} broke.", passes: true, inner: error),
        _ => null,
    };

    private async Task<HttpResponseMessage> SendAsync(Uri address, HubQuestion question, (long From, string? ETag)? range, CancellationToken cancel)
    {
        var (first, token) = (address, question.Token);
        for (var hop = 0; hop <= MostHops; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (range is { From: > 0 } from)
            {
                request.Headers.Range = new RangeHeaderValue(from.From, null);
                if (from.ETag is { } tag && EntityTagHeaderValue.TryParse(tag, out var entity) && !entity.IsWeak)
                    request.Headers.IfRange = new RangeConditionHeaderValue(entity);
            }

            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
                return response;
            using (response)
            {
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                    throw Refusal(response, question);
                var next = new Uri(address, location);
                if (next.Scheme is not ("http" or "https") || address.Scheme == "https" && next.Scheme != "https" || next.UserInfo.Length > 0)
                    throw new HubException($"{address.Host} leads to an address that Studio does not follow.");
                if (next.GetLeftPart(UriPartial.Authority) != first.GetLeftPart(UriPartial.Authority))
                    token = null;
                address = next;
            }
        }

        throw new HubException($"{first.Host} leads from one address to the next, more than {MostHops} times.");
    }

    private HubException Refusal(HttpResponseMessage response, HubQuestion question)
    {
        var (host, id) = (response.RequestMessage!.RequestUri!.Host, question.Id);
        return (int)response.StatusCode switch
        {
            401 when question.Token is null => new($"{id} is not there for everybody: it is gated, private, or does not exist (401). If it is gated, ask for access on its page and give a token of yours."),
            401 => new("The hub does not accept the token (401). Make a new one with the right to read, and add the model again."),
            403 => new($"This token has no access to {id} (403). Ask for access on the model's page; once it is granted, go on here."),
            404 => new($"The hub has no {id} at revision {question.Revision} (404). Check the spelling on its page."),
            416 => new($"{host} has fewer bytes than it announced (416)."),
            429 => new($"{host} asks to be left alone for a while (429).", passes: true, RetryAfter(response)),
            >= 500 => new(string.Create(CultureInfo.InvariantCulture, $"{host} failed ({(int)response.StatusCode})."), passes: true, RetryAfter(response)),
            var status => new(string.Create(CultureInfo.InvariantCulture, $"{host} refuses to give {id} ({status}).")),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > _time.GetUtcNow() ? date - _time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };
}
