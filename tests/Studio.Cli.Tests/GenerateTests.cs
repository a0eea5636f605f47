using System.Text.Json;

namespace Studio.Cli.Tests;

[Trait("Category", "Golden")]
public sealed class GenerateTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("qwen2")]
    [InlineData("gemma2")]
    public async Task Greedy_tokens_are_those_of_transformers(string model)
    {
        var greedy = Golden($"models/{model}/golden.json").GetProperty("greedy");
        var items = greedy.GetProperty("items").EnumerateArray().ToList();
        _studio.Write("in.jsonl", items.Select((item, i) => $$"""{"id": {{i}}, "input_ids": {{item.GetProperty("prompt").GetRawText()}}}"""));

        var summary = await _studio.JsonAsync("generate", "--model", SharedFolders.GoldenPath("models/" + model), "--input", "in.jsonl", "--output", "out.jsonl", "--max-new-tokens", "24", "--ignore-eos");

        var rows = _studio.ReadLines("out.jsonl");
        Assert.Equal(items.Count * 24, summary.GetProperty("completion_tokens").GetInt32());
        for (var i = 0; i < items.Count; i++)
        {
            Assert.Equal(i, rows[i].GetProperty("id").GetInt32());
            Assert.Equal(Numbers(items[i].GetProperty("new_tokens")), Numbers(rows[i].GetProperty("output_ids")));
            Assert.Equal("length", rows[i].GetProperty("finish_reason").GetString());
        }
    }

    [Fact]
    public async Task Forward_gives_loss_and_logits_of_a_language_model()
    {
        var batch = Golden("models/llama_tied/golden.json").GetProperty("forward");
        _studio.Write("batch.json", batch.GetRawText());

        var summary = await _studio.JsonAsync("forward", "--model", SharedFolders.GoldenPath("models/llama_tied"), "--input", "batch.json", "--output", "out.json");

        Assert.Equal(batch.GetProperty("loss").GetDouble(), summary.GetProperty("loss").GetDouble(), 1e-4);
    }

    [Fact]
    public async Task Prompts_conversations_and_scores()
    {
        var model = SharedFolders.GoldenPath("models/llama_untied");
        _studio.Write("in.jsonl", """{"prompt": "some words"}""");
        await _studio.JsonAsync("generate", "--model", model, "--input", "in.jsonl", "--output", "out.jsonl", "--max-new-tokens", "5", "--temperature", "0.8", "--top-p", "0.9", "--seed", "3", "--logprobs", "2");
        await _studio.JsonAsync("generate", "--model", model, "--input", "in.jsonl", "--output", "again.jsonl", "--max-new-tokens", "5", "--temperature", "0.8", "--top-p", "0.9", "--seed", "3", "--logprobs", "2");
        Assert.Equal(_studio.ReadLines("out.jsonl")[0].GetRawText(), _studio.ReadLines("again.jsonl")[0].GetRawText());

        _studio.Write("labels.jsonl", """{"context": "some words are", "continuations": [" good", " bad and more"]}""");
        await _studio.JsonAsync("score", "--model", model, "--input", "labels.jsonl", "--output", "scores.jsonl");
        var scores = _studio.ReadLines("scores.jsonl")[0];
        Assert.Equal(2, scores.GetProperty("logprobs").GetArrayLength());
        Assert.All(scores.GetProperty("logprobs").EnumerateArray(), static score => Assert.True(score.GetDouble() < 0));

        _studio.Write("chat.jsonl", """{"messages": [{"role": "user", "content": "hello"}]}""");
        var (code, _, error) = await _studio.RunAsync("generate", "--model", model, "--input", "chat.jsonl", "--output", "chat-out.jsonl");
        Assert.Equal(1, code);
        Assert.Contains("line 1: the row has \"messages\", and the model's folder has no chat template", error, StringComparison.Ordinal);
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(static number => number.GetInt32())];

    private static JsonElement Golden(string path) => JsonDocument.Parse(File.ReadAllBytes(SharedFolders.GoldenPath(path))).RootElement;
}
