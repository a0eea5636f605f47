using System.Text.Json;

namespace Studio.Cli.Tests;

[Trait("Category", "Golden")]
public sealed class ModelCommandTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("bert_seqcls")]
    [InlineData("bert_multilabel")]
    [InlineData("bert_regression")]
    public async Task Forward_gives_the_stored_logits_and_loss(string model)
    {
        var folder = SharedFolders.GoldenPath("models/" + model);
        var batch = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "golden.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("forward");
        _studio.Write("batch.json", batch.GetRawText());
        var summary = await _studio.JsonAsync("forward", "--model", folder, "--input", "batch.json", "--output", "out.json");
        var output = JsonDocument.Parse(await File.ReadAllBytesAsync(_studio.PathOf("out.json"), TestContext.Current.CancellationToken)).RootElement;
        foreach (var (expected, actual) in Flat(batch.GetProperty("logits")).Zip(Flat(output.GetProperty("logits")))) Assert.Equal(expected, actual, 1e-4);
        Assert.Equal(Flat(batch.GetProperty("logits")).Count(), Flat(output.GetProperty("logits")).Count());
        Assert.Equal(batch.GetProperty("loss").GetDouble(), output.GetProperty("loss").GetDouble(), 1e-4);
        Assert.Equal(output.GetProperty("loss").GetDouble(), summary.GetProperty("loss").GetDouble());
    }

    [Fact]
    public async Task Tokenize_gives_the_stored_ids()
    {
        var folder = SharedFolders.GoldenPath("models/bert_seqcls");
        var text = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "golden.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("text");
        _studio.Write("in.jsonl", text.GetProperty("texts").EnumerateArray().Select(static line => JsonSerializer.Serialize(new { text = line })));
        await _studio.JsonAsync("tokenize", "--model", folder, "--input", "in.jsonl", "--output", "out.jsonl");
        var rows = _studio.ReadLines("out.jsonl");
        var limit = text.GetProperty("max_length").GetInt32();
        Assert.Equal(text.GetProperty("texts").GetArrayLength(), rows.Count);
        Assert.Equal("[CLS]", rows[0].GetProperty("tokens")[0].GetString());
        foreach (var (row, stored) in rows.Zip(text.GetProperty("input_ids").EnumerateArray()))
        {
            int[] ids = [.. row.GetProperty("ids").EnumerateArray().Select(static id => id.GetInt32())];
            if (ids.Length <= limit) Assert.Equal(stored.EnumerateArray().Select(static id => id.GetInt32()).Take(ids.Length), ids);
        }

        await _studio.JsonAsync("tokenize", "--model", folder, "--input", "in.jsonl", "--output", "plain.jsonl", "--no-special-tokens");
        Assert.Equal(rows[0].GetProperty("ids").GetArrayLength() - 2, _studio.ReadLines("plain.jsonl")[0].GetProperty("ids").GetArrayLength());
    }

    [Theory]
    [InlineData("bert_seqcls")]
    [InlineData("bert_multilabel")]
    [InlineData("bert_regression")]
    public async Task Predict_answers_every_row(string model)
    {
        _studio.Write("in.jsonl", """{"id": "one", "text": "The delivery arrived late."}""", """{"text": "What a film!", "text_pair": "It was fine."}""");
        await _studio.JsonAsync("predict", "--model", SharedFolders.GoldenPath("models/" + model), "--input", "in.jsonl", "--output", "out.jsonl");
        var rows = _studio.ReadLines("out.jsonl");
        Assert.Equal(["one", "line 2"], rows.Select(static row => row.GetProperty("id").GetString()));
        var kind = model switch { "bert_seqcls" => JsonValueKind.String, "bert_multilabel" => JsonValueKind.Array, _ => JsonValueKind.Number };
        Assert.All(rows, row => Assert.Equal(kind, row.GetProperty("label").ValueKind));
    }

    [Fact]
    public async Task A_batch_of_unequal_rows_is_refused_and_leaves_no_file()
    {
        var folder = SharedFolders.GoldenPath("models/bert_seqcls");
        _studio.Write("batch.json", """{"input_ids": [[2, 3], [2]]}""");
        var (code, _, error) = await _studio.RunAsync("forward", "--model", folder, "--input", "batch.json", "--output", "out.json");
        Assert.Equal(1, code);
        Assert.Contains("not all of the same length", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_studio.PathOf("out.json")));
    }

    private static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];
}
