using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Studio.Core;
using Studio.Core.Models.Serving.Limits;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Models.OpenAi;

/// <summary>What a team may ask for, what is written down of it, and clients that leave or read slowly.</summary>
public sealed class QuotaTests(ServedStudio studio) : IClassFixture<ServedStudio>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_too_much_is_told_when_to_come_again_and_nothing_else_is_counted()
    {
        await using var small = await RunningStudio.StartAsync(true, "--Studio:Serving:Limits:RequestsPerMinute", "2", "--Studio:Models:Folders:0", ServedStudio.Shared("STUDIO_MODELS", "models")!);
        var owner = await small.OwnerAsync();
        await using var db = await small.Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync(Cancel);
        var team = await db.Teams.Select(t => t.Id).SingleAsync(Cancel);
        var project = await db.Projects.Select(p => p.Id).SingleAsync(Cancel);
        await small.Get<IWriteGate>().WriteAsync((write, _) =>
        {
            write.BaseModels.Add(ServedStudio.Admitted(Path.Combine(ServedStudio.Shared("STUDIO_MODELS", "models")!, "stories260K"), team, project, owner.UserId));
            return Task.CompletedTask;
        }, Cancel);
        var key = await small.Get<ApiKeys>().CreateAsync(owner, team, "greedy", Role.Viewer, null, Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(small.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        object question = new { model = "stories260K", prompt = new[] { 1 }, max_tokens = 4, temperature = 0 };
        var first = await client.PostAsJsonAsync("/v1/completions", question, Cancel);
        Assert.Equal("1", first.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.StartsWith("req_", first.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
        await ServedStudio.AskAsync(client, "/v1/completions", question);
        var refused = await client.PostAsJsonAsync("/v1/completions", question, Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        var usage = await small.Get<ReadUsage>().RunAsync(owner, team, Cancel);
        var line = Assert.Single(usage.Today);
        Assert.Equal(("greedy", "stories260K", 2, 2, 8), (line.Key, line.Model, line.Requests, line.PromptTokens, line.CompletionTokens));
        var viewer = owner with { Key = new KeyScope(key.Id, team, Role.Viewer) };
        await Assert.ThrowsAsync<ForbiddenException>(() => small.Get<ReadUsage>().RunAsync(viewer, team, Cancel));
        var browser = await small.SignedInAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/p/{await db.Projects.Select(p => p.Id).SingleAsync(Cancel)}/team/usage", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_client_that_leaves_or_reads_nothing_stalls_nobody()
    {
        using var client = await studio.ClientAsync();
        var key = client.DefaultRequestHeaders.Authorization!.Parameter;
        // Sixteen, a whole batch, that send their request and never read.
        var silent = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 16; i++)
                silent.Add(await AskAsync(key!));
            for (var i = 0; i < 5; i++)
            {
                using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = JsonContent.Create(new { model = "story", prompt = "Once", max_tokens = 400, stream = true }) };
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
                await (await response.Content.ReadAsStreamAsync(Cancel)).ReadExactlyAsync(new byte[10], Cancel);
            }

            var answer = await ServedStudio.AskAsync(client, "/v1/completions", new { model = "story", prompt = "Once upon a time", max_tokens = 20, temperature = 0 }).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
            Assert.StartsWith(", there was", (string?)answer["choices"]![0]!["text"], StringComparison.Ordinal);
        }
        finally
        {
            silent.ForEach(one => one.Dispose());
        }
    }

    private async Task<TcpClient> AskAsync(string key)
    {
        var address = new Uri(studio.Address);
        var client = new TcpClient { ReceiveBufferSize = 1024 };
        await client.ConnectAsync(address.Host, address.Port, Cancel);
        var body = """{"model": "story", "prompt": "Once", "max_tokens": 500, "logprobs": 20, "stream": true, "ignore_eos": true}""";
        var text = $"POST /v1/completions HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancel);
        return client;
    }
}
