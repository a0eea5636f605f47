namespace Studio.Cli.Tests;

/// <summary>Language models from rows on the command line: conversations, preferences, what others' formats call them.</summary>
public sealed class LanguageTrainTests : IDisposable
{
    private const string Shape = """ "scratch": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 64, "vocab_size": 300}, "max_length": 48, "seed": 1 """;

    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task Pretraining_then_conversations_then_preferences_then_an_answer()
    {
        _studio.Write("texts.jsonl", Enumerable.Range(0, 40).Select(i => $$"""{"text": "the cat number {{i}} sits on the mat and the dog barks"}"""));
        _studio.Write("scratch.json", $$"""{"task": "causal-lm", "base_model": "scratch", "packing": true, "max_steps": 4, {{Shape}}}""");
        var pretrained = await _studio.JsonAsync("train", "--recipe", "scratch.json", "--train", "texts.jsonl", "--validation", "texts.jsonl", "--output", "base");
        Assert.True(pretrained.GetProperty("metrics").GetProperty("perplexity").GetDouble() > 1);
        await File.WriteAllTextAsync(
            _studio.PathOf("base/model/chat_template.jinja"), "{% for m in messages %}[{{ m.role }}]{{ m.content }}<|endoftext|>{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}", TestContext.Current.CancellationToken);

        _studio.Write(
            "chat.jsonl",
            """{"messages": [{"role": "user", "content": "who sits?"}, {"role": "assistant", "content": "the cat"}]}""",
            """{"conversations": [{"from": "human", "value": "who barks?"}, {"from": "gpt", "value": "the dog"}]}""",
            """{"instruction": "Say who.", "input": "sits", "output": "the cat"}""",
            """{"prompt": "the cat", "completion": " sits"}""");
        _studio.Write("sft.json", """{"task": "causal-lm", "base_model": "base/model", "method": "lora", "lora": {"r": 2}, "max_steps": 3, "batch_size": 2, "max_length": 48}""");
        var tuned = await _studio.JsonAsync("train", "--recipe", "sft.json", "--train", "chat.jsonl", "--output", "sft");
        Assert.True(File.Exists(_studio.PathOf("sft/adapter/adapter_config.json")));
        Assert.True(tuned.GetProperty("trainable_parameters").GetInt64() < 1000);

        _studio.Write(
            "pairs.jsonl",
            """{"prompt": "who sits?", "chosen": " the cat", "rejected": " nobody"}""",
            """{"chosen": [{"role": "user", "content": "who?"}, {"role": "assistant", "content": "the cat"}], "rejected": [{"role": "user", "content": "who?"}, {"role": "assistant", "content": "no"}]}""");
        foreach (var task in new[] { "preference", "reward" })
        {
            _studio.Write($"{task}.json", $$"""{"task": "{{task}}", "base_model": "sft/model", "max_steps": 2, "batch_size": 2, "max_length": 48}""");
            var result = await _studio.JsonAsync("train", "--recipe", $"{task}.json", "--train", "pairs.jsonl", "--validation", "pairs.jsonl", "--output", task);
            Assert.InRange(result.GetProperty("metrics").GetProperty("accuracy").GetDouble(), 0, 1);
        }

        _studio.Write("in.jsonl", """{"messages": [{"role": "user", "content": "who sits?"}]}""", """{"prompt": "the"}""");
        await _studio.JsonAsync("generate", "--model", "preference", "--input", "in.jsonl", "--output", "out.jsonl", "--max-new-tokens", "4");
        Assert.All(_studio.ReadLines("out.jsonl"), static row => Assert.InRange(row.GetProperty("output_ids").GetArrayLength(), 1, 4));
        _studio.Write("texts-in.jsonl", """{"text": "the cat sits"}""");
        await _studio.JsonAsync("predict", "--model", "reward", "--input", "texts-in.jsonl", "--output", "rewards.jsonl");
        Assert.Single(_studio.ReadLines("rewards.jsonl"));
    }

    [Fact]
    public async Task Rows_that_do_not_fit_the_task_are_refused_by_their_place()
    {
        _studio.Write("scratch.json", $$"""{"task": "causal-lm", "base_model": "scratch", "max_steps": 1, {{Shape}}}""");
        foreach (var (row, reason) in new[]
        {
            ("""{"prompt": "a"}""", "has a prompt without a completion"),
            ("""{"messages": [{"role": "user"}]}""", "line 1: the message 1 of the conversation is not"),
            ("""{"messages": [{"role": "user", "content": "hi"}]}""", "has a conversation without a turn of the assistant"),
        })
        {
            _studio.Write("rows.jsonl", row);
            var (code, _, error) = await _studio.RunAsync("train", "--recipe", "scratch.json", "--train", "rows.jsonl", "--output", Guid.NewGuid().ToString("N"));
            Assert.Equal(1, code);
            Assert.Contains(reason, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Written_texts_are_measured()
    {
        _studio.Write("texts.jsonl", """{"reference": "the cat is on the mat", "prediction": "the cat sat on the mat"}""");

        var metrics = await _studio.JsonAsync("metrics", "--input", "texts.jsonl");

        Assert.Equal(64.5779420625287, metrics.GetProperty("chrf").GetDouble(), 1e-9);
        Assert.Equal(5.0 / 6, metrics.GetProperty("rougeL").GetDouble(), 1e-12);
        Assert.Equal(0, metrics.GetProperty("exact_match").GetDouble());
    }
}
