using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Studio.Core.Tests.Tuning;
using Studio.Core.Tuning;
using static Studio.Web.Tests.Tuning.TuningWeb;

namespace Studio.Web.Tests.Tuning;

public sealed class LiveHubTests
{
    [Fact]
    public async Task A_program_with_a_key_follows_a_run_from_its_middle_to_its_end()
    {
        await using var web = await StartAsync();
        var run = await web.LaunchAsync();
        web.Engine.Allow(12);
        await using var client = await ConnectAsync(web, await web.KeyAsync());
        var steps = new List<int>();
        string? state = null;

        await foreach (var frame in client.StreamAsync<JsonElement>("Run", web.Project.Id, run, Cancel))
        {
            if (frame.GetProperty("snapshot") is { ValueKind: JsonValueKind.Object } snapshot)
            {
                steps = [.. snapshot.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("step").GetInt32())];
                state = snapshot.GetProperty("status").GetProperty("state").GetString();
                web.Engine.Allow(ScriptedEngine.Steps);
            }

            foreach (var change in frame.GetProperty("changes").EnumerateArray())
            {
                if (change.GetProperty("kind").GetString() == "point")
                    steps.Add(change.GetProperty("point").GetProperty("step").GetInt32());
                if (change.GetProperty("kind").GetString() == "status")
                    state = change.GetProperty("status").GetProperty("state").GetString();
            }
        }

        Assert.Equal("Succeeded", state);
        Assert.Equal(Enumerable.Range(1, ScriptedEngine.Steps), steps);
        Assert.Equal(0, web.Get<RunFeeds>().SubscriberCount(run));
    }

    [Fact]
    public async Task Who_may_not_see_the_run_is_told_that_there_is_none()
    {
        await using var web = await StartAsync();
        var run = await web.LaunchAsync();
        await using var client = await ConnectAsync(web, await web.KeyAsync());

        var refusal = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var _ in client.StreamAsync<JsonElement>("Run", Guid.NewGuid(), run, Cancel))
                Assert.Fail("Nothing is streamed.");
        });

        Assert.Contains("does not exist", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, web.Get<RunFeeds>().SubscriberCount(run));
        using var http = new HttpClient();
        using var anonymous = await http.PostAsync(new Uri(web.Address + "/hubs/live/negotiate"), null, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    public async Task The_npm_client_follows_a_run_unmodified()
    {
        var folder = await NodeClient.InstallAsync(Cancel);
        Assert.SkipWhen(folder is null, "Needs node with npm and its registry, to install @microsoft/signalr.");
        await using var web = await StartAsync();
        var run = await web.LaunchAsync();
        web.Engine.Allow(ScriptedEngine.Steps);

        var said = await NodeClient.FollowAsync(folder, web.Address, await web.KeyAsync(), web.Project.Id, run, Cancel);

        Assert.Equal($"Succeeded {ScriptedEngine.Steps}", said);
    }

    private static async Task<HubConnection> ConnectAsync(TuningWeb web, string key)
    {
        var client = new HubConnectionBuilder().WithUrl(web.Address + "/hubs/live", HttpTransportType.WebSockets, options =>
            options.AccessTokenProvider = () => Task.FromResult<string?>(key)).Build();
        await client.StartAsync(Cancel);
        return client;
    }
}
