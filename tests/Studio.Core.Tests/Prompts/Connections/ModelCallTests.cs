using Microsoft.Extensions.AI;
using Studio.Core.Prompts.Connections;
using Studio.ModelServer;

namespace Studio.Core.Tests.Prompts.Connections;

/// <summary>One call to an endpoint that may answer in every wrong way.</summary>
public sealed class ModelCallTests
{
    [Fact]
    public async Task Whole_and_streamed_answers_say_the_same_and_count_their_tokens()
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("a card that never came"));
        await using var world = await ConnectionsWorld.StartAsync(allow: "127.0.0.1");
        await world.CreateAsync(server.BaseUrl);
        using var model = await world.OpenAsync();

        var whole = await model.AskAsync("What is it?", new ChatOptions { Temperature = 0.2f, MaxOutputTokens = 7, StopSequences = ["\n"], Seed = 5 });
        var streamed = await model.StreamAsync("What is it?");

        Assert.Equal("a card that never came", whole.Text);
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal((3, 5), (whole.Usage!.InputTokenCount, whole.Usage.OutputTokenCount));
        Assert.Equal((3, 5), (streamed.Usage!.InputTokenCount, streamed.Usage.OutputTokenCount));
        var sent = server.Requests.First().Body;
        Assert.Equal(("small", 0.2, 7, 5L), ((string)sent["model"]!, (double)sent["temperature"]!, (int)sent["max_tokens"]!, (long)sent["seed"]!));
    }

    [Theory]
    [InlineData("429", ModelCallFailure.Busy, true)]
    [InlineData("500", ModelCallFailure.ServerError, true)]
    [InlineData("400", ModelCallFailure.Refused, false)]
    [InlineData("302", ModelCallFailure.Refused, false)]
    [InlineData("stall", ModelCallFailure.Timeout, true)]
    [InlineData("cut", ModelCallFailure.CutOff, true)]
    [InlineData("half", ModelCallFailure.CutOff, true)]
    [InlineData("page", ModelCallFailure.Unreadable, false)]
    [InlineData("empty", ModelCallFailure.Unreadable, false)]
    [InlineData("huge", ModelCallFailure.Unreadable, false)]
    public async Task Every_bad_answer_is_told_apart_whole_and_streamed(string kind, ModelCallFailure expected, bool mayPass)
    {
        await using var server = await FakeModelServer.StartAsync(_ => kind switch
        {
            "stall" => Reaction.Stall,
            "cut" => Reaction.Cut("a card that never came"),
            "half" => Reaction.HalfJson,
            "page" => Reaction.Page,
            "empty" => Reaction.EmptyJson,
            "huge" => Reaction.Huge(5_000_000),
            _ => Reaction.Error(int.Parse(kind, System.Globalization.CultureInfo.InvariantCulture), "said the server", kind == "429" ? "7" : null),
        });
        await using var world = await ConnectionsWorld.StartAsync(allow: "127.0.0.1");
        await world.CreateAsync(server.BaseUrl, seconds: kind == "stall" ? 1 : 60);
        using var model = await world.OpenAsync();

        var whole = await Assert.ThrowsAsync<ModelCallException>(() => model.AskAsync("?"));
        var streamed = await Assert.ThrowsAsync<ModelCallException>(() => model.StreamAsync("?"));

        Assert.Equal((expected, mayPass), (whole.Failure, whole.MayPass));
        Assert.Equal((expected, mayPass), (streamed.Failure, streamed.MayPass));
        Assert.Equal(kind == "429" ? TimeSpan.FromSeconds(7) : null, whole.RetryAfter);
    }

    [Fact]
    public async Task No_more_calls_at_once_than_the_connection_allows()
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("ok"));
        await using var world = await ConnectionsWorld.StartAsync(allow: "127.0.0.1");
        await world.CreateAsync(server.BaseUrl, most: 3);
        using var one = await world.OpenAsync();
        using var other = await world.OpenAsync("large");

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : other).AskAsync($"{i}")));

        Assert.InRange(server.MostAtOnce, 1, 3);
        Assert.Equal(40, server.Requests.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/v1")]
    [InlineData("http://localhost:{0}/v1")]
    [InlineData("http://[::1]:{0}/v1")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/v1")]
    [InlineData("http://2130706433:{0}/v1")]
    [InlineData("http://169.254.169.254/v1")]
    [InlineData("http://10.0.0.1:{0}/v1")]
    public async Task Addresses_inside_the_network_are_not_called_unless_configured(string address)
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("ok"));
        await using var world = await ConnectionsWorld.StartAsync();
        await world.CreateAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, new Uri(server.BaseUrl).Port));
        using var model = await world.OpenAsync();

        var refusal = await Assert.ThrowsAsync<ModelCallException>(() => model.AskAsync("?"));

        Assert.Equal(ModelCallFailure.Refused, refusal.Failure);
        Assert.Contains("Studio:Outgoing:Allow", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
