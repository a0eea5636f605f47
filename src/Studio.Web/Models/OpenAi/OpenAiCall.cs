using System.Buffers;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Studio.Core.Models.Serving;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Limits;
using Studio.Core.Teams;
using Studio.Web.Account;

namespace Studio.Web.Models.OpenAi;

/// <summary>
/// One request of a program: who asks, what was sent, what it used. Whatever goes wrong is told in OpenAI's form; what was used is counted and
/// written down in any case.
/// </summary>
internal sealed partial class OpenAiCall(HttpContext context, TeamMeters meters, ServingOptions options, ILogger<OpenAiCall> log)
{
    /// <summary>A body that is too long is still read to its end, within reason, so that its sender hears why.</summary>
    private const int Drained = 64 << 20;

    private TeamMeter? _meter;
    private string? _model;
    private int _promptTokens, _completionTokens;

    public HttpContext Context => context;

    public Actor Actor { get; } = ((ClaimsPrincipal)context.User).Actor();

    public CancellationToken Cancel => context.RequestAborted;

    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Answers, or says why not.</summary>
    public async Task RunAsync(Func<OpenAiCall, Task> answer, bool counts = true)
    {
        context.Response.Headers["x-request-id"] = "req_" + Id;
        try
        {
            if (counts)
                await AdmitAsync();
            await answer(this);
        }
        catch (OperationCanceledException) when (Cancel.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception reason)
        {
            await RefuseAsync(reason);
        }
        finally
        {
            if (_model is not null && Actor.Key is { } key)
                await meters.RecordAsync(key, _model, _promptTokens, _completionTokens);
        }
    }

    /// <summary>The body as JSON.</summary>
    public async Task<JsonElement> BodyAsync()
    {
        var body = await ReadAsync();
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new BadFieldException("", "The body is a JSON object.", "invalid_type");
        }
        catch (JsonException reason)
        {
            throw new BadHttpRequestException($"the body is no JSON ({reason.Message})", StatusCodes.Status400BadRequest, reason);
        }
    }

    /// <summary>The prompt was read; from here on the request is written down.</summary>
    public void Asked(CallableModel model, int promptTokens)
    {
        (_model, _promptTokens) = (model.Id.Length <= 200 ? model.Id : model.Id[..200], promptTokens);
        _meter?.Spend(promptTokens);
    }

    public void Wrote(int tokens)
    {
        Interlocked.Add(ref _completionTokens, tokens);
        _meter?.Spend(tokens);
    }

    private async Task AdmitAsync()
    {
        if (Actor.Key is not { } key)
            return;
        _meter = await meters.OfAsync(key.TeamId);
        try
        {
            _meter.Admit();
        }
        finally
        {
            var (requests, tokens) = _meter.Left();
            Tell("requests", _meter.Limits.RequestsPerMinute, requests);
            Tell("tokens", _meter.Limits.TokensPerMinute, tokens);
        }
    }

    private void Tell(string what, long limit, long? left)
    {
        if (left is null)
            return;
        context.Response.Headers[$"x-ratelimit-limit-{what}"] = limit.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[$"x-ratelimit-remaining-{what}"] = left.Value.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync()
    {
        var body = new ArrayBufferWriter<byte>(4096);
        long length = 0;
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(body.GetMemory(16_384), Cancel);
            if (read == 0)
                break;
            length += read;
            if (length <= options.MaxBodyBytes)
                body.Advance(read);
            else if (length > Drained)
                break;
        }

        return length <= options.MaxBodyBytes ? body.WrittenMemory : throw new BadHttpRequestException(
            string.Create(CultureInfo.InvariantCulture, $"it has {(length > Drained ? "more than " : "")}{length / 1e6:0.0} MB, and {options.MaxBodyBytes / 1e6:0.0} MB are read at most."), StatusCodes.Status413PayloadTooLarge);
    }

    private async Task RefuseAsync(Exception reason)
    {
        var error = OpenAiError.Of(reason);
        if (error.Status == StatusCodes.Status500InternalServerError)
            LogBroken(reason, Id);
        if (Cancel.IsCancellationRequested)
            return;
        if (context.Response.HasStarted)
            await EventStream.FailAsync(context.Response, error);
        else
            await error.WriteAsync(context);
    }

    [LoggerMessage(LogLevel.Error, "Request req_{Id} to /v1 ended by an error")]
    private partial void LogBroken(Exception error, string id);
}
