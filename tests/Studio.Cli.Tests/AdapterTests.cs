using System.Text.Json;

namespace Studio.Cli.Tests;

[Trait("Category", "Golden")]
public sealed class AdapterTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("lora_bert_seqcls")]
    [InlineData("prompt_tuning_bert_seqcls")]
    public async Task Forward_with_an_adapter_gives_the_logits_of_PEFT(string adapter)
    {
        var batch = Batch(adapter);
        var logits = await LogitsAsync("--model", Base(adapter), "--adapter", SharedFolders.GoldenPath("peft/" + adapter));
        AssertNear(batch.GetProperty("logits"), logits);
    }

    [Fact]
    public async Task A_merged_model_gives_the_same_logits_alone()
    {
        var batch = Batch("lora_bert_seqcls");
        await _studio.JsonAsync("merge", "--model", Base("lora_bert_seqcls"), "--adapter", SharedFolders.GoldenPath("peft/lora_bert_seqcls"), "--output", "merged");
        AssertNear(batch.GetProperty("logits"), await LogitsAsync("--model", "merged"));
        Assert.True(File.Exists(_studio.PathOf("merged/tokenizer.json")));
    }

    [Fact]
    public async Task A_soft_prompt_is_not_merged()
    {
        Batch("prompt_tuning_bert_seqcls");
        var (code, _, error) = await _studio.RunAsync(
            "merge", "--model", Base("prompt_tuning_bert_seqcls"), "--adapter", SharedFolders.GoldenPath("peft/prompt_tuning_bert_seqcls"), "--output", "merged");
        Assert.Equal(1, code);
        Assert.Contains("PROMPT_TUNING, keep it beside the model", error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetDirectories(_studio.Folder), static folder => folder.Contains("merged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predict_takes_the_adapter_into_account()
    {
        Batch("lora_bert_seqcls");
        _studio.Write("in.jsonl", """{"text": "What a wonderful film!"}""");
        await _studio.JsonAsync("predict", "--model", Base("lora_bert_seqcls"), "--input", "in.jsonl", "--output", "plain.jsonl");
        await _studio.JsonAsync("predict", "--model", Base("lora_bert_seqcls"), "--adapter", SharedFolders.GoldenPath("peft/lora_bert_seqcls"), "--input", "in.jsonl", "--output", "adapted.jsonl");
        Assert.NotEqual(_studio.ReadLines("plain.jsonl")[0].GetProperty("scores").GetRawText(), _studio.ReadLines("adapted.jsonl")[0].GetProperty("scores").GetRawText());
    }

    private static JsonElement Golden(string adapter) => JsonDocument.Parse(File.ReadAllBytes(SharedFolders.GoldenPath($"peft/{adapter}/golden.json"))).RootElement;

    private static string Base(string adapter) => Path.GetFullPath(Path.Combine(SharedFolders.GoldenPath("peft/" + adapter), Golden(adapter).GetProperty("base_model").GetString()!));

    private JsonElement Batch(string adapter)
    {
        var batch = Golden(adapter).GetProperty("forward");
        _studio.Write("batch.json", batch.GetRawText());
        return batch;
    }

    private async Task<JsonElement> LogitsAsync(params string[] model)
    {
        await _studio.JsonAsync(["forward", .. model, "--input", "batch.json", "--output", "out.json"]);
        return JsonDocument.Parse(await File.ReadAllBytesAsync(_studio.PathOf("out.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("logits");
    }

    private static void AssertNear(JsonElement expected, JsonElement actual)
    {
        foreach (var (row, other) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
            foreach (var (value, got) in row.EnumerateArray().Zip(other.EnumerateArray())) Assert.Equal(value.GetDouble(), got.GetDouble(), 1e-4);
        Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
    }
}
