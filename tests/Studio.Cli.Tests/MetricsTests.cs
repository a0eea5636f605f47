using System.Text.Json;

namespace Studio.Cli.Tests;

public sealed class MetricsTests : IDisposable
{
    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    public static TheoryData<string> Sets => [.. SharedFolders.Golden is { } golden && Directory.Exists(Path.Combine(golden, "metrics"))
        ? Directory.GetFiles(Path.Combine(golden, "metrics"), "set_*.json").Select(static file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)
        : Enumerable.Repeat("set_1.json", 1)];

    [Theory, Trait("Category", "Golden"), MemberData(nameof(Sets))]
    public async Task Predictions_are_scored_under_the_names_of_scikit_learn(string file)
    {
        var golden = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedFolders.GoldenPath("metrics/" + file), TestContext.Current.CancellationToken)).RootElement;
        var labels = golden.GetProperty("y_true").EnumerateArray().Zip(golden.GetProperty("y_pred").EnumerateArray());
        _studio.Write("predictions.jsonl", labels.Zip(golden.GetProperty("y_prob").EnumerateArray(), static (pair, scores) => JsonSerializer.Serialize(new
        {
            label = $"c{pair.First}", prediction = $"c{pair.Second}", scores = scores.EnumerateArray().Select(static (score, i) => (score, i)).ToDictionary(static entry => $"c{entry.i}", static entry => entry.score),
        })));
        var metrics = await _studio.JsonAsync("metrics", "--input", "predictions.jsonl");
        foreach (var (name, expected) in new[]
        {
            ("accuracy", golden.GetProperty("accuracy")), ("matthews_corrcoef", golden.GetProperty("mcc")), ("ece", golden.GetProperty("ece_15")),
            ("f1_macro", golden.GetProperty("macro").GetProperty("f1")), ("precision_macro", golden.GetProperty("macro").GetProperty("precision")),
            ("f1_micro", golden.GetProperty("micro").GetProperty("f1")), ("recall_weighted", golden.GetProperty("weighted").GetProperty("recall")),
            ("cohen_kappa", golden.GetProperty("cohen_kappa_true_vs_pred")), ("roc_auc", golden.GetProperty("roc_auc_macro_over_defined")),
            ("average_precision_macro", golden.GetProperty("average_precision_macro_over_defined")),
        })
            Assert.Equal(expected.GetDouble(), metrics.GetProperty(name).GetDouble(), 1e-9);
        Assert.Equal(golden.GetProperty("confusion_matrix_rows_true").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal), metrics.GetProperty("confusion_matrix").GetRawText());
        if (golden.TryGetProperty("binary", out var binary))
            Assert.Equal(binary.GetProperty("average_precision").GetDouble(), metrics.GetProperty("average_precision").GetDouble(), 1e-9);
    }

    [Theory, Trait("Category", "Golden"), MemberData(nameof(Sets))]
    public async Task Ratings_are_scored_for_agreement(string file)
    {
        var golden = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedFolders.GoldenPath("metrics/" + file), TestContext.Current.CancellationToken)).RootElement.GetProperty("annotators");
        _studio.Write("ratings.jsonl", golden.GetProperty("ratings").EnumerateArray().Select(static unit => JsonSerializer.Serialize(new
        {
            ratings = unit.EnumerateArray().Select(static (rating, i) => (rating, i)).ToDictionary(static entry => $"annotator{entry.i}", static entry => entry.rating),
        })));
        var metrics = await _studio.JsonAsync("metrics", "--input", "ratings.jsonl");
        Assert.Equal(golden.GetProperty("krippendorff_alpha_nominal").GetDouble(), metrics.GetProperty("krippendorff_alpha").GetDouble(), 1e-9);
        Assert.Equal(golden.GetProperty("krippendorff_alpha_ordinal").GetDouble(), metrics.GetProperty("krippendorff_alpha_ordinal").GetDouble(), 1e-9);
        Assert.Equal(golden.GetProperty("krippendorff_alpha_interval").GetDouble(), metrics.GetProperty("krippendorff_alpha_interval").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Numbers_are_scored_as_regression()
    {
        _studio.Write("numbers.jsonl", """{"label": 1, "prediction": 2}""", """{"label": 3, "prediction": 3}""", """{"label": 5, "prediction": 3}""");
        var metrics = await _studio.JsonAsync("metrics", "--input", "numbers.jsonl");
        Assert.Equal(5 / 3.0, metrics.GetProperty("mse").GetDouble(), 1e-12);
        Assert.Equal(1, metrics.GetProperty("mae").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Lists_of_labels_are_scored_as_multi_label()
    {
        _studio.Write("sets.jsonl", """{"label": ["a", "b"], "prediction": ["a"]}""", """{"label": [], "prediction": []}""", """{"label": ["b"], "prediction": ["b"]}""");
        var metrics = await _studio.JsonAsync("metrics", "--input", "sets.jsonl");
        Assert.Equal(2 / 3.0, metrics.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(0.8, metrics.GetProperty("f1_micro").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Tags_are_scored_by_whole_spans()
    {
        _studio.Write(
            "tags.jsonl",
            """{"tags": ["B-person", "I-person", "O", "B-place"], "prediction": ["B-person", "I-person", "O", "O"]}""",
            """{"tags": ["O", "B-person", "I-person"], "prediction": ["O", "B-person", "O"]}""");
        var metrics = await _studio.JsonAsync("metrics", "--input", "tags.jsonl");
        Assert.Equal(0.5, metrics.GetProperty("precision").GetDouble(), 1e-12);
        Assert.Equal(1 / 3.0, metrics.GetProperty("recall").GetDouble(), 1e-12);
        Assert.Equal(0.4, metrics.GetProperty("f1").GetDouble(), 1e-12);
    }
}
