using System.Text.Json.Nodes;

namespace Studio.Web.Tests.Models.OpenAi;

/// <summary>Conversations through <c>/v1/chat/completions</c>.</summary>
public sealed class ChatTests(ServedStudio studio) : IClassFixture<ServedStudio>
{
    private const string Path = "/v1/chat/completions";

    private static readonly object[] Messages = [new { role = "developer", content = "Once upon" }, new { role = "user", content = new[] { new { type = "text", text = "a time, there was" } } }];

    [Fact]
    public async Task A_stream_joined_is_the_whole_answer_and_ends_with_its_usage()
    {
        using var client = await studio.ClientAsync();
        var whole = await ServedStudio.AskAsync(client, Path, new { model = "chat", messages = Messages, max_completion_tokens = 30, temperature = 0, logprobs = true, top_logprobs = 2 });
        var pieces = await ServedStudio.StreamAsync(client, Path, new { model = "chat", messages = Messages, max_tokens = 30, temperature = 0, stream = true, stream_options = new { include_usage = true } });

        var message = whole["choices"]![0]!["message"]!;
        Assert.Equal("assistant", (string?)message["role"]);
        Assert.NotEmpty((string)message["content"]!);
        Assert.Equal("assistant", (string?)pieces[0]["choices"]![0]!["delta"]!["role"]);
        Assert.Equal((string?)message["content"], string.Concat(pieces.SkipLast(1).Select(p => (string?)p["choices"]![0]!["delta"]!["content"])));
        Assert.Equal("length", (string?)pieces[^2]["choices"]![0]!["finish_reason"]);
        Assert.Empty(pieces[^1]["choices"]!.AsArray());
        Assert.Equal((int)whole["usage"]!["total_tokens"]!, (int)pieces[^1]["usage"]!["total_tokens"]!);
        Assert.Single(pieces.Select(p => (string?)p["id"]).Distinct());

        var token = whole["choices"]![0]!["logprobs"]!["content"]![0]!;
        Assert.Equal(2, token["top_logprobs"]!.AsArray().Count);
        Assert.Equal((double)token["logprob"]!, (double)token["top_logprobs"]![0]!["logprob"]!);
        Assert.NotEmpty(token["bytes"]!.AsArray());
    }

    [Fact]
    public async Task An_answer_keeps_to_a_schema()
    {
        using var client = await studio.ClientAsync();
        var format = new { type = "json_schema", json_schema = new { name = "label", strict = true, schema = new { type = "object", properties = new { label = new { @enum = new[] { "yes", "no" } } }, required = new[] { "label" }, additionalProperties = false } } };
        var answer = await ServedStudio.AskAsync(client, Path, new { model = "chat", messages = Messages, max_tokens = 60, temperature = 0, response_format = format });
        var parsed = JsonNode.Parse((string)answer["choices"]![0]!["message"]!["content"]!)!;
        Assert.Contains((string?)parsed["label"], new[] { "yes", "no" });
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Choices_of_a_stream_come_side_by_side()
    {
        using var client = await studio.ClientAsync();
        var pieces = await ServedStudio.StreamAsync(client, Path, new { model = "chat", messages = Messages, max_tokens = 12, seed = 3, n = 3, stream = true });
        Assert.Equal([0, 1, 2], pieces.Select(p => (int)p["choices"]![0]!["index"]!).Distinct().Order());
        Assert.Equal(3, pieces.Count(p => p["choices"]![0]!["finish_reason"] is not null));
        Assert.All(pieces, p => Assert.False(p.ContainsKey("usage")));
    }

    [Fact]
    public async Task A_thousand_requests_at_once_are_all_answered()
    {
        using var client = await studio.ClientAsync();
        client.Timeout = TimeSpan.FromMinutes(5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i =>
            ServedStudio.AskAsync(client, Path, new { model = "chat", messages = Messages, max_tokens = 2, temperature = 0 })));
        Assert.Single(answers.Select(a => (string?)a["choices"]![0]!["message"]!["content"]).Distinct());
    }
}
