using System.Text.Json.Nodes;

namespace Studio.Web.Tests.Models.OpenAi;

/// <summary>Texts and tokens through <c>/v1/completions</c>, as evaluation tools send them.</summary>
public sealed class CompletionTests(ServedStudio studio) : IClassFixture<ServedStudio>
{
    private const string Path = "/v1/completions";

    [Fact]
    public async Task The_golden_story_comes_token_for_token_with_its_log_probabilities()
    {
        using var client = await studio.ClientAsync();
        var answer = await ServedStudio.AskAsync(client, Path, new { model = "story", prompt = new[] { 1 }, max_tokens = 256, temperature = 0, logprobs = 1, ignore_eos = true });

        var choice = answer["choices"]![0]!;
        Assert.Equal((string?)studio.Golden["text"], (string?)choice["text"]);
        Assert.Equal("length", (string?)choice["finish_reason"]);
        var expected = studio.Golden["logprob_of_each_greedy_id"]!.AsArray().Select(Number).ToList();
        var told = choice["logprobs"]!["token_logprobs"]!.AsArray().Select(Number).ToList();
        Assert.Equal(expected.Count, told.Count);
        foreach (var (right, given) in expected.Zip(told))
            Assert.Equal(right, given, 1e-3);
        Assert.Equal((1, 256, 257), ((int)answer["usage"]!["prompt_tokens"]!, (int)answer["usage"]!["completion_tokens"]!, (int)answer["usage"]!["total_tokens"]!));
    }

    [Fact]
    public async Task The_prompt_comes_back_with_how_likely_it_was()
    {
        using var client = await studio.ClientAsync();
        int[] ids = [1, .. studio.Golden["greedy_ids"]!.AsArray().Select(id => (int)id!)];
        var answer = await ServedStudio.AskAsync(client, Path, new { model = "story", prompt = new[] { ids[..40], ids[..20] }, max_tokens = 1, temperature = 0, logprobs = 1, echo = true });

        var choices = answer["choices"]!.AsArray();
        Assert.Equal([0, 1], choices.Select(c => (int)c!["index"]!));
        var logprobs = choices[0]!["logprobs"]!;
        var told = logprobs["token_logprobs"]!.AsArray();
        Assert.Equal(41, told.Count);
        Assert.Null(told[0]);
        var expected = studio.Golden["logprob_of_each_greedy_id"]!.AsArray().Select(Number).Take(40);
        Assert.All(told.Skip(1).Zip(expected), pair => Assert.Equal(pair.Second, Number(pair.First), 1e-3));
        // The likeliest at each place is what the story goes on with.
        Assert.All(logprobs["tokens"]!.AsArray().Zip(logprobs["top_logprobs"]!.AsArray()).Skip(1), pair => Assert.True(pair.Second!.AsObject().ContainsKey((string)pair.First!)));
        Assert.StartsWith("Once upon a time", (string)choices[0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(21, choices[1]!["logprobs"]!["tokens"]!.AsArray().Count);
        Assert.Equal(61 - 1, (int)answer["usage"]!["prompt_tokens"]!);
    }

    [Fact]
    public async Task Without_an_answer_the_prompt_alone_is_scored()
    {
        using var client = await studio.ClientAsync();
        var answer = await ServedStudio.AskAsync(client, Path, new { model = "story", prompt = "Once upon a time", max_tokens = 0, logprobs = 0, echo = true });
        Assert.Equal("Once upon a time", (string?)answer["choices"]![0]!["text"]);
        var offsets = answer["choices"]![0]!["logprobs"]!["text_offset"]!.AsArray().Select(o => (int)o!).ToList();
        Assert.Equal(offsets.Order(), offsets);
        Assert.Equal(0, (int)answer["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task A_stop_that_begins_in_one_token_and_ends_in_another_ends_the_text_before_it()
    {
        using var client = await studio.ClientAsync();
        object question = new { model = "story", prompt = "Once upon a time", max_tokens = 100, temperature = 0, top_p = 0.1, stop = new[] { "e girl nam" } };
        var whole = await ServedStudio.AskAsync(client, Path, question);
        Assert.Equal(", there was a littl", (string?)whole["choices"]![0]!["text"]);
        Assert.Equal("stop", (string?)whole["choices"]![0]!["finish_reason"]);
        var pieces = await ServedStudio.StreamAsync(client, Path, new { model = "story", prompt = "Once upon a time", max_tokens = 100, temperature = 0, top_p = 0.1, stop = "e girl nam", stream = true });
        Assert.Equal(", there was a littl", string.Concat(pieces.Select(p => (string?)p["choices"]![0]!["text"])));
    }

    [Fact]
    public async Task Several_answers_differ_and_a_seed_gives_them_again()
    {
        using var client = await studio.ClientAsync();
        object question = new { model = "story", prompt = new[] { "Lily", "Tom" }, max_tokens = 20, n = 3, seed = 5 };
        var first = Texts(await ServedStudio.AskAsync(client, Path, question));
        Assert.Equal(6, first.Count);
        Assert.Equal(6, first.Distinct().Count());
        Assert.Equal(first, Texts(await ServedStudio.AskAsync(client, Path, question)));
    }

    private static List<string> Texts(JsonObject answer) => [.. answer["choices"]!.AsArray().Select(c => (string)c!["text"]!)];

    private static double Number(JsonNode? node) => node!.GetValue<System.Text.Json.JsonElement>().ValueKind == System.Text.Json.JsonValueKind.String
        ? double.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture) : (double)node!;
}
