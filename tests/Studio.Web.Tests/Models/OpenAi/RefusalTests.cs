using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Studio.Web.Tests.Models.OpenAi;

/// <summary>What goes wrong is told in the form that OpenAI's clients read, with the field that is meant.</summary>
public sealed class RefusalTests(ServedStudio studio) : IClassFixture<ServedStudio>
{
    private const string Chat = "/v1/chat/completions", Completions = "/v1/completions";
    private static readonly object[] Hello = [new { role = "user", content = "Hello" }];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { Chat, """{"messages": []}""", "model", "" },
        { Chat, """{"model": "chat"}""", "messages", "" },
        { Chat, """{"model": "chat", "messages": []}""", "messages", "" },
        { Chat, """{"model": "chat", "messages": [{"role": "robot", "content": "x"}]}""", "messages[0].role", "robot" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}""", "messages[0].content", "texts only" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "\ud800"}]}""", "messages[0].content", "surrogate" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "temperature": "hot"}""", "temperature", "hot" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "temperature": 3}""", "temperature", "0 to 2" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "top_p": -1}""", "top_p", "0 to 1" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "n": 0}""", "n", "1 to" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "stop": [""]}""", "stop", "empty" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "tools": [{"type": "function"}]}""", "tools", "not supported" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "top_logprobs": 2}""", "top_logprobs", "logprobs" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "stream_options": {"include_usage": true}}""", "stream_options", "stream" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "response_format": {"type": "xml"}}""", "response_format", "json_schema" },
        { Chat, """{"model": "chat", "messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"pattern": "x"}}}}""", "response_format", "" },
        { Chat, """{"model": "story", "messages": [{"role": "user", "content": "x"}]}""", "messages", "chat template" },
        { Chat, """{"model": "endless", "messages": [{"role": "user", "content": "x"}]}""", "messages", "template refuses" },
        { Completions, """{"model": "story", "prompt": []}""", "prompt", "" },
        { Completions, """{"model": "story", "prompt": [1, "a"]}""", "prompt", "list of tokens" },
        { Completions, """{"model": "story", "prompt": [1, 5000]}""", "prompt", "5000" },
        { Completions, """{"model": "story", "prompt": "x", "max_tokens": 0}""", "max_tokens", "at least one" },
        { Completions, """{"model": "story", "prompt": "x", "best_of": 4}""", "best_of", "" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_named_with_its_field(string path, string body, string param, string says)
    {
        using var client = await studio.ClientAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var error = await RefusedAsync(await client.PostAsync(path, content, Cancel), HttpStatusCode.BadRequest);
        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.Equal(param, (string?)error["param"]);
        Assert.Contains(says, (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_longer_than_the_model_reads_is_refused_with_both_numbers()
    {
        using var client = await studio.ClientAsync();
        var error = await RefusedAsync(await client.PostAsJsonAsync(Completions, new { model = "story", prompt = string.Concat(Enumerable.Repeat("one ", 600)) }, Cancel), HttpStatusCode.BadRequest);
        Assert.Equal("context_length_exceeded", (string?)error["code"]);
        Assert.Contains("reads 512 at most", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_megabytes_are_too_many_and_what_is_no_JSON_is_said_so()
    {
        using var client = await studio.ClientAsync();
        var error = await RefusedAsync(await client.PostAsJsonAsync(Completions, new { model = "story", prompt = new string('x', 10_000_000) }, Cancel), HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("10.0 MB", (string?)error["message"], StringComparison.Ordinal);
        using var half = new StringContent("{\"model\": \"story", Encoding.UTF8, "application/json");
        Assert.Contains("no JSON", (string?)(await RefusedAsync(await client.PostAsync(Completions, half, Cancel), HttpStatusCode.BadRequest))["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_without_a_key_and_no_model_that_is_not_there()
    {
        using var nobody = new HttpClient { BaseAddress = new Uri(studio.Address) };
        Assert.Equal("invalid_api_key", (string?)(await RefusedAsync(await nobody.GetAsync("/v1/models", Cancel), HttpStatusCode.Unauthorized))["code"]);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "studio_wrong");
        await RefusedAsync(await nobody.PostAsJsonAsync(Chat, new { model = "chat", messages = Hello }, Cancel), HttpStatusCode.Unauthorized);

        using var client = await studio.ClientAsync();
        Assert.Equal("model_not_found", (string?)(await RefusedAsync(await client.PostAsJsonAsync(Chat, new { model = "nothing", messages = Hello }, Cancel), HttpStatusCode.NotFound))["code"]);
        Assert.Equal("unknown_url", (string?)(await RefusedAsync(await client.GetAsync("/v1/assistants", Cancel), HttpStatusCode.NotFound))["code"]);
        await RefusedAsync(await client.GetAsync(Chat, Cancel), HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_broken_model_harms_nobody_but_who_asks_it()
    {
        using var client = await studio.ClientAsync();
        var liar = await RefusedAsync(await client.PostAsJsonAsync(Completions, new { model = "liar", prompt = "x" }, Cancel), HttpStatusCode.ServiceUnavailable);
        Assert.Contains("do not fit", (string?)liar["message"], StringComparison.Ordinal);
        foreach (var stream in new[] { false, true })
        {
            var numberless = await RefusedAsync(await client.PostAsJsonAsync(Completions, new { model = "numberless", prompt = "x", stream }, Cancel), HttpStatusCode.InternalServerError);
            Assert.Contains("not numbers", (string?)numberless["message"], StringComparison.Ordinal);
        }

        Assert.NotNull((await ServedStudio.AskAsync(client, Completions, new { model = "story", prompt = "Once", max_tokens = 3 }))["choices"]);
    }

    [Fact]
    public async Task The_list_names_what_answers()
    {
        using var client = await studio.ClientAsync();
        var models = (await client.GetFromJsonAsync<JsonObject>("/v1/models", Cancel))!["data"]!.AsArray();
        Assert.Contains(models, m => (string?)m!["id"] == "story" && (string?)m["owned_by"] == "base" && (string?)m["object"] == "model");
        Assert.Equal("chat", (string?)(await client.GetFromJsonAsync<JsonObject>("/v1/models/chat", Cancel))!["id"]);
        await RefusedAsync(await client.GetAsync("/v1/models/nothing", Cancel), HttpStatusCode.NotFound);
    }

    private static async Task<JsonObject> RefusedAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!["error"]!.AsObject();
    }
}
