using System.Text.Json;

namespace Studio.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private const string Recipe = """
        {"base_model": "scratch", "scratch": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 32, "vocab_size": 200},
         "batch_size": 8, "epochs": 2, "max_length": 16, "optimizer": {"learning_rate": 0.01}, "seed": 7}
        """;

    private readonly StudioProcess _studio = new();

    public TrainTests()
    {
        _studio.Write("recipe.json", Recipe);
        _studio.Write("train.jsonl", Rows(64));
        _studio.Write("validation.jsonl", Rows(16));
    }

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task A_run_leaves_a_model_and_the_same_seed_gives_the_same_weights()
    {
        var first = await TrainAsync("first");
        Assert.Equal(16, first.GetProperty("steps").GetInt32());
        Assert.Equal(["bad", "good"], first.GetProperty("labels").EnumerateArray().Select(static label => label.GetString()));
        Assert.True(first.GetProperty("metrics").TryGetProperty("accuracy", out _));
        foreach (var file in new[] { "config.json", "model.safetensors", "tokenizer.json", "vocab.txt" })
            Assert.True(File.Exists(Path.Combine(_studio.Folder, "first", "model", file)), file);
        await PredictsItsTrainingRowsAsync();
        Assert.Equal(first.GetProperty("weights_sha256").GetString(), (await TrainAsync("second")).GetProperty("weights_sha256").GetString());
    }

    [Fact]
    public async Task A_used_folder_is_refused_without_resume()
    {
        Directory.CreateDirectory(Path.Combine(_studio.Folder, "used", "checkpoints"));
        await FailsWith("--resume", "recipe.json", "used");
    }

    [Fact]
    public async Task A_misspelled_field_of_the_recipe_is_named()
    {
        _studio.Write("wrong.json", """{"learning_rat": 1}""");
        await FailsWith("learning_rat", "wrong.json", "out");
    }

    [Fact]
    public async Task A_row_without_text_is_told_with_its_line()
    {
        _studio.Write("train.jsonl", """{"text": "fine", "label": "good"}""", """{"txt": "dull", "label": "bad"}""");
        await FailsWith("line 2: the row has no \"text\"; it has \"txt\", \"label\".", "recipe.json", "out");
        Assert.False(Directory.Exists(_studio.PathOf("out")));
    }

    private async Task PredictsItsTrainingRowsAsync()
    {
        var summary = await _studio.JsonAsync("predict", "--model", "first", "--input", "train.jsonl", "--output", "answers.jsonl");
        Assert.Equal(64, summary.GetProperty("rows").GetInt32());
        var (truth, answers) = (_studio.ReadLines("train.jsonl"), _studio.ReadLines("answers.jsonl"));
        Assert.Equal(64, answers.Count);
        Assert.All(answers, static answer => Assert.Equal(1, answer.GetProperty("scores").EnumerateObject().Sum(static score => score.Value.GetDouble()), 1e-5));
        Assert.True(truth.Zip(answers).Count(static pair => pair.First.GetProperty("label").GetString() == pair.Second.GetProperty("label").GetString()) > 48);
    }

    private static IEnumerable<string> Rows(int count) => Enumerable.Range(0, count).Select(static i => JsonSerializer.Serialize(new
    {
        text = i % 2 == 0 ? $"a fine warm film number {i % 9}" : $"a dull cold film number {i % 9}", label = i % 2 == 0 ? "good" : "bad",
    }));

    private Task<JsonElement> TrainAsync(string output) =>
        _studio.JsonAsync("train", "--recipe", "recipe.json", "--train", "train.jsonl", "--validation", "validation.jsonl", "--output", output, "--device", "cpu");

    private async Task FailsWith(string sentence, string recipe, string output)
    {
        var (code, printed, error) = await _studio.RunAsync("train", "--recipe", recipe, "--train", "train.jsonl", "--output", output);
        Assert.Equal((1, ""), (code, printed));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
