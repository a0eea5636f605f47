using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Studio.ModelServer;

/// <summary>A request that the hub got.</summary>
public sealed record HubCall(string Host, string Path, string? Authorization, string? Range);

/// <summary>What a hub does instead of giving a file, once for each time it is planned.</summary>
public abstract record HubMisdeed
{
    /// <summary>Gives so many bytes of what was asked for and closes the connection.</summary>
    public sealed record BreakOff(int After) : HubMisdeed;

    /// <summary>Gives so many bytes and then nothing, until <see cref="FakeHub.LetGo"/>.</summary>
    public sealed record Hang(int After) : HubMisdeed;

    /// <summary>Another content, said to be of its own length.</summary>
    public sealed record Other(byte[] Content) : HubMisdeed;

    /// <summary>Another content without saying how long it is.</summary>
    public sealed record Unmeasured(byte[] Content) : HubMisdeed;

    public sealed record Redirect(string Address) : HubMisdeed;

    public sealed record Status(int Code, string? RetryAfter = null) : HubMisdeed;

    /// <summary>The whole file, whatever part was asked for.</summary>
    public sealed record NoRanges : HubMisdeed;
}

/// <summary>A model hub on this machine, for tests: one model, with large files on another host, honest until it is told not to be.</summary>
public sealed class FakeHub : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<HubMisdeed>> _plans = new();

    private FakeHub(WebApplication app, string id, IReadOnlyDictionary<string, byte[]> files) => (_app, Id, Files) = (app, id, files);

    public string Id { get; }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Where large files lie: the same machine by another name, which is another host for a client.</summary>
    public string Store => Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>If set, the model is gated: 401 without a token, 403 with another one.</summary>
    public string? Token { get; set; }

    /// <summary>Sizes and sums that the list announces in place of the right ones.</summary>
    public ConcurrentDictionary<string, (long Size, string Sha256)> Lies { get; } = new();

    public ConcurrentQueue<HubCall> Calls { get; } = new();

    /// <summary>Held down while a <see cref="HubMisdeed.Hang"/> lasts.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a hanging answer has given its bytes.</summary>
    public TaskCompletionSource Hangs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<FakeHub> StartAsync(string id, IReadOnlyDictionary<string, byte[]> files)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var hub = new FakeHub(app, id, files);
        app.MapGet("/api/models/{owner}/{name}/revision/{revision}", hub.ListAsync);
        app.MapGet("/{owner}/{name}/resolve/{revision}/{file}", hub.ResolveAsync);
        app.MapGet("/store/{file}", hub.GiveAsync);
        await app.StartAsync();
        return hub;
    }

    /// <summary>The next answers for a file (or for <c>list</c>) are these; after them come right ones.</summary>
    public void Plan(string file, params HubMisdeed[] misdeeds)
    {
        foreach (var misdeed in misdeeds)
            _plans.GetOrAdd(file, _ => new()).Enqueue(misdeed);
    }

    public async ValueTask DisposeAsync()
    {
        LetGo.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task ListAsync(HttpContext context, string owner, string name)
    {
        Note(context);
        if (Planned("list") is HubMisdeed.Status status)
        {
            Refuse(context, status.Code, status.RetryAfter);
            return;
        }

        if ($"{owner}/{name}" != Id || !Admits(context))
        {
            if (context.Response.StatusCode == 200)
                context.Response.StatusCode = 404;
            return;
        }

        var siblings = Files.Select(file => new JsonObject
        {
            ["rfilename"] = file.Key, ["size"] = SizeOf(file.Key, file.Value), ["blobId"] = GitId(file.Value),
            ["lfs"] = IsLarge(file.Key) ? new JsonObject { ["size"] = SizeOf(file.Key, file.Value), ["sha256"] = Lies.TryGetValue(file.Key, out var lie) ? lie.Sha256 : Sum(file.Value) } : null,
        });
        await Answers.JsonAsync(context, new JsonObject { ["id"] = Id, ["sha"] = Commit, ["siblings"] = new JsonArray([.. siblings]) });
    }

    private async Task ResolveAsync(HttpContext context, string file)
    {
        Note(context);
        if (!Admits(context))
            return;
        if (_plans.TryGetValue(file, out var plan) && plan.TryPeek(out var next) && next is HubMisdeed.Status or HubMisdeed.Redirect)
            await MisbehaveAsync(context, file, Planned(file)!);
        else if (IsLarge(file))
            context.Response.Redirect($"{Store}/store/{file}");
        else
            await GiveFileAsync(context, file);
    }

    private Task GiveAsync(HttpContext context, string file)
    {
        Note(context);
        return GiveFileAsync(context, file);
    }

    private async Task GiveFileAsync(HttpContext context, string file)
    {
        if (Planned(file) is { } misdeed)
        {
            await MisbehaveAsync(context, file, misdeed);
            return;
        }

        var (bytes, from) = Part(context, file);
        context.Response.ContentLength = bytes.Length - from;
        await context.Response.Body.WriteAsync(bytes.AsMemory(from), context.RequestAborted);
    }

    private async Task MisbehaveAsync(HttpContext context, string file, HubMisdeed misdeed)
    {
        switch (misdeed)
        {
            case HubMisdeed.Status status:
                Refuse(context, status.Code, status.RetryAfter);
                break;
            case HubMisdeed.Redirect redirect:
                context.Response.Redirect(redirect.Address);
                break;
            case HubMisdeed.Other other:
                context.Response.ContentLength = other.Content.Length;
                await context.Response.Body.WriteAsync(other.Content, context.RequestAborted);
                break;
            case HubMisdeed.Unmeasured other:
                await context.Response.StartAsync();
                await context.Response.Body.WriteAsync(other.Content, context.RequestAborted);
                break;
            case HubMisdeed.NoRanges:
                await context.Response.Body.WriteAsync(Files[file], context.RequestAborted);
                break;
            default:
                var (bytes, from) = Part(context, file);
                var count = Math.Min(misdeed is HubMisdeed.BreakOff broken ? broken.After : ((HubMisdeed.Hang)misdeed).After, bytes.Length - from);
                context.Response.ContentLength = bytes.Length - from;
                await context.Response.Body.WriteAsync(bytes.AsMemory(from, count), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                if (misdeed is HubMisdeed.Hang)
                {
                    Hangs.TrySetResult();
                    await LetGo.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                // Fewer bytes than announced: the server closes the connection after them, where aborting could lose them on the way.
                break;
        }
    }

    private (byte[] Bytes, int From) Part(HttpContext context, string file)
    {
        var (bytes, tag) = (Files[file], $"\"{Sum(Files[file])[..16]}\"");
        context.Response.Headers.ETag = tag;
        var from = context.Request.Headers.Range.FirstOrDefault() is { } range ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (context.Request.Headers.IfRange.FirstOrDefault() is { } wanted && wanted != tag)
            from = 0;
        if (from == 0)
            return (bytes, 0);
        context.Response.StatusCode = 206;
        context.Response.Headers.ContentRange = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        return (bytes, from);
    }

    private HubMisdeed? Planned(string file) => _plans.TryGetValue(file, out var plan) && plan.TryDequeue(out var misdeed) ? misdeed : null;

    private bool Admits(HttpContext context)
    {
        if (Token is null || context.Request.Headers.Authorization == $"Bearer {Token}")
            return true;
        context.Response.StatusCode = context.Request.Headers.Authorization.Count == 0 ? 401 : 403;
        return false;
    }

    private void Note(HttpContext context) => Calls.Enqueue(new(
        context.Request.Host.Value!, context.Request.Path, context.Request.Headers.Authorization.FirstOrDefault(), context.Request.Headers.Range.FirstOrDefault()));

    private static void Refuse(HttpContext context, int code, string? retryAfter)
    {
        context.Response.StatusCode = code;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
    }

    private long SizeOf(string name, byte[] content) => Lies.TryGetValue(name, out var lie) ? lie.Size : content.Length;

    private static bool IsLarge(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(".bin", StringComparison.Ordinal);

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

#pragma warning disable CA5350
    private static string GitId(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {content.Length}\0")), .. content]));
#pragma warning restore CA5350
}
