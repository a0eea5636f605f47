using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Studio.ModelServer;

/// <summary>
/// An OpenAI-compatible endpoint on this machine, for tests: it answers as it is told to, well or badly, streamed or whole, and remembers what it was asked.
/// </summary>
public sealed class FakeModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<ModelRequest, Reaction> _react;
    private readonly ConcurrentDictionary<string, int> _times = new();
    private int _now;

    private FakeModelServer(WebApplication app, Func<ModelRequest, Reaction> react) => (_app, _react) = (app, react);

    /// <summary>What a connection's address has to be.</summary>
    public string BaseUrl => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";

    /// <summary>The models that it lists.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["small", "large"];

    /// <summary>If set, every other key is refused.</summary>
    public string? Key { get; set; }

    /// <summary>Every request for a completion, in the order of arrival.</summary>
    public ConcurrentQueue<ModelRequest> Requests { get; } = new();

    /// <summary>The most requests that were open at the same time.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Held down, nothing is answered; let go, everything is. A caller that gives up is forgotten.</summary>
    public SemaphoreSlim? Turnstile { get; set; }

    /// <summary>Answers like somebody who knows the labels' words; see <see cref="WordMatcher"/>.</summary>
    public static Task<FakeModelServer> StartAsync() => StartAsync(request => Reaction.Answer(WordMatcher.Answer(request.Messages)));

    public static async Task<FakeModelServer> StartAsync(Func<ModelRequest, Reaction> react, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new FakeModelServer(app, react);
        app.MapGet("/v1/models", server.ListModelsAsync);
        app.MapPost("/v1/chat/completions", server.CompleteAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ListModelsAsync(HttpContext context)
    {
        if (!await AdmittedAsync(context))
            return;
        var models = new JsonArray([.. Models.Select(name => new JsonObject { ["id"] = name, ["object"] = "model" })]);
        await Answers.JsonAsync(context, new JsonObject { ["object"] = "list", ["data"] = models });
    }

    private async Task CompleteAsync(HttpContext context)
    {
        var body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        var messages = body["messages"]!.AsArray().Select(m => ((string)m!["role"]!, (string)m["content"]!)).ToList();
        var time = _times.AddOrUpdate($"{body["model"]}\n{body["messages"]!.ToJsonString()}", 1, (_, before) => before + 1);
        var request = new ModelRequest((string)body["model"]!, messages, (bool?)body["stream"] ?? false, BearerKey(context), time, body);
        Requests.Enqueue(request);
        if (!await AdmittedAsync(context))
            return;
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
        try
        {
            if (Turnstile is { } turnstile)
                await turnstile.WaitAsync(context.RequestAborted);
            await Answers.SendAsync(context, request, _react(request));
        }
        catch (OperationCanceledException)
        {
            // The caller gave up.
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    private async Task<bool> AdmittedAsync(HttpContext context)
    {
        if (Key is null || BearerKey(context) == Key)
            return true;
        await Answers.ErrorAsync(context, 401, "Incorrect API key provided.", null);
        return false;
    }

    private static string? BearerKey(HttpContext context) =>
        context.Request.Headers.Authorization.FirstOrDefault() is { } header && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : null;
}
