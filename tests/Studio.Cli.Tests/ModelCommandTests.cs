using System.Runtime.InteropServices;
using System.Text.Json;

namespace Studio.Cli.Tests;

[Trait("Category", "Golden")]
public sealed class ModelCommandTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    public static TheoryData<string> Encoders => [.. SharedFolders.Golden is { } golden && Directory.Exists(Path.Combine(golden, "models"))
        ? Directory.GetDirectories(Path.Combine(golden, "models")).Select(static folder => Path.GetFileName(folder)).Where(static name => name.Contains("bert", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : Enumerable.Repeat("bert_seqcls", 1)];

    [Theory, MemberData(nameof(Encoders))]
    public async Task Forward_gives_the_stored_logits_and_loss(string model)
    {
        var folder = SharedFolders.GoldenPath("models/" + model);
        var batch = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "golden.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("forward");
        _studio.Write("batch.json", batch.GetRawText());
        var summary = await _studio.JsonAsync("forward", "--model", folder, "--input", "batch.json", "--output", "out.json");
        var output = JsonDocument.Parse(await File.ReadAllBytesAsync(_studio.PathOf("out.json"), TestContext.Current.CancellationToken)).RootElement;
        AssertNear(StoredLogits(Path.Combine(folder, "golden.safetensors")), output.GetProperty("logits"), batch.GetProperty("attention_mask"));
        Assert.Equal(batch.GetProperty("loss").GetDouble(), output.GetProperty("loss").GetDouble(), 1e-4);
        Assert.Equal(output.GetProperty("loss").GetDouble(), summary.GetProperty("loss").GetDouble());
    }

    [Fact]
    public async Task Predict_labels_words_and_spans()
    {
        _studio.Write(
            "in.jsonl", """{"text": "The delivery, of course, arrived late."}""", """{"tokens": ["The", "delivery", "arrived"]}""",
            JsonSerializer.Serialize(new { text = string.Concat(Enumerable.Repeat("wonderful delivery ", 200)) }),
            JsonSerializer.Serialize(new { tokens = Enumerable.Repeat("wonderful", 150) }));
        await _studio.JsonAsync("predict", "--model", SharedFolders.GoldenPath("models/bert_tokcls"), "--input", "in.jsonl", "--output", "out.jsonl");
        var rows = _studio.ReadLines("out.jsonl");
        Assert.Equal(["The", "delivery", ",", "of", "course", ",", "arrived", "late", "."], Texts(rows[0].GetProperty("tokens")));
        Assert.Equal(["The", "delivery", "arrived"], Texts(rows[1].GetProperty("tokens")));
        Assert.Equal(400, rows[2].GetProperty("labels").GetArrayLength());
        Assert.Equal(150, rows[3].GetProperty("labels").GetArrayLength());
        Assert.All(rows, static row => Assert.Equal(row.GetProperty("tokens").GetArrayLength(), row.GetProperty("labels").GetArrayLength()));
        Assert.Contains(rows, static row => row.GetProperty("spans").GetArrayLength() > 0);
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

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(static value => value.GetString());

    /// <summary>The tensor <c>forward.logits</c>: the file begins with the length of a JSON header that says where it lies.</summary>
    private static float[] StoredLogits(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = (int)BitConverter.ToInt64(bytes);
        var place = JsonDocument.Parse(bytes.AsMemory(8, header)).RootElement.GetProperty("forward.logits").GetProperty("data_offsets");
        var (start, end) = (place[0].GetInt32(), place[1].GetInt32());
        return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + header + start, end - start)).ToArray();
    }

    /// <summary>Logits of tokens are compared where a token counts; what stands at padding has no meaning.</summary>
    private static void AssertNear(float[] expected, JsonElement actual, JsonElement mask)
    {
        var (logits, counts) = (Flat(actual).ToList(), Flat(mask).ToList());
        Assert.Equal(expected.Length, logits.Count);
        var perToken = actual[0][0].ValueKind == JsonValueKind.Array ? logits.Count / counts.Count : 0;
        for (var i = 0; i < expected.Length; i++)
            if (perToken == 0 || counts[i / perToken] == 1) Assert.Equal(expected[i], logits[i], 1e-4);
    }

    private static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];
}
