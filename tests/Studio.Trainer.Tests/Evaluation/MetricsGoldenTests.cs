using System.Text.Json;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Evaluation.Agreement;
using Studio.Trainer.Tests.Text;

namespace Studio.Trainer.Tests.Evaluation;

[Trait("Category", "Golden")]
public sealed class MetricsGoldenTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Sets => [.. SharedFolders.GoldenFiles("metrics", "set_*.json")];

    [Theory, MemberData(nameof(Sets))]
    public void Single_label_figures_agree_with_scikit_learn(string file)
    {
        var (golden, card) = Card(file);
        Near(golden, "accuracy", card.Accuracy);
        Near(golden, "balanced_accuracy", card.BalancedAccuracy);
        Near(golden, "mcc", card.MatthewsCorrcoef);
        Near(golden, "cohen_kappa_true_vs_pred", card.CohenKappa);
        Average(golden.GetProperty("micro"), card.Micro);
        Average(golden.GetProperty("macro"), card.Macro);
        Average(golden.GetProperty("weighted"), card.Weighted);
        var perClass = golden.GetProperty("per_class");
        Near(perClass.GetProperty("precision"), card.PerLabel.Select(static label => (double?)label.Precision));
        Near(perClass.GetProperty("recall"), card.PerLabel.Select(static label => (double?)label.Recall));
        Near(perClass.GetProperty("f1"), card.PerLabel.Select(static label => (double?)label.F1));
        Near(perClass.GetProperty("support"), card.PerLabel.Select(static label => (double?)label.Support));
        foreach (var (expected, actual) in golden.GetProperty("confusion_matrix_rows_true").EnumerateArray().Zip(card.ConfusionMatrix))
            Assert.Equal(TokenizerVectors.Ints(expected), actual);
    }

    [Theory, MemberData(nameof(Sets))]
    public void Figures_of_probabilities_agree_with_scikit_learn(string file)
    {
        var (golden, card) = Card(file);
        var scores = card.Probabilities!;
        Near(golden.GetProperty("roc_auc_one_vs_rest"), card.PerLabel.Select(static label => label.RocAuc));
        Near(golden.GetProperty("average_precision_one_vs_rest"), card.PerLabel.Select(static label => label.AveragePrecision));
        Near(golden, "roc_auc_macro_over_defined", scores.RocAuc);
        Near(golden, "average_precision_macro_over_defined", scores.AveragePrecision);
        Near(golden, "ece_15", scores.ExpectedCalibrationError);
        Near(golden, "mce_15", scores.MaximumCalibrationError);
        Near(golden, "brier_multiclass", scores.Brier);
        Assert.Equal(golden.GetProperty("log_loss_clipped_1e-15").GetDouble(), scores.LogLoss, Tolerance);
        foreach (var (expected, bin) in golden.GetProperty("reliability_15").EnumerateArray().Zip(scores.Reliability))
        {
            Assert.Equal(expected[1].GetInt32(), bin.Count);
            Near(expected[2], bin.Confidence);
            Near(expected[3], bin.Accuracy);
        }
    }

    [Theory, MemberData(nameof(Sets))]
    public void Weighted_kappas_agree_with_scikit_learn(string file)
    {
        var golden = SharedFolders.Json(SharedFolders.GoldenPath(file.Length == 0 ? "" : "metrics/" + file));
        var matrix = new ConfusionMatrix(golden.GetProperty("classes").GetInt32());
        foreach (var (truth, prediction) in TokenizerVectors.Ints(golden.GetProperty("y_true")).Zip(TokenizerVectors.Ints(golden.GetProperty("y_pred"))))
            matrix.Add(truth, prediction);
        Near(golden, "cohen_kappa_linear", CohenKappa.Of(matrix, KappaWeights.Linear));
        Near(golden, "cohen_kappa_quadratic", CohenKappa.Of(matrix, KappaWeights.Quadratic));
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agreement_of_annotators_agrees(string file)
    {
        var golden = SharedFolders.Json(SharedFolders.GoldenPath(file.Length == 0 ? "" : "metrics/" + file)).GetProperty("annotators");
        var units = golden.GetProperty("ratings").EnumerateArray()
            .Select(static unit => unit.EnumerateArray().Select(static value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble()).ToList()).ToList();
        Near(golden, "krippendorff_alpha_nominal", KrippendorffAlpha.Of(units, AlphaLevel.Nominal));
        Near(golden, "krippendorff_alpha_nominal", KrippendorffAlpha.Of(units.Select(static unit => unit.Select(static value => value?.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList())));
        Near(golden, "krippendorff_alpha_ordinal", KrippendorffAlpha.Of(units, AlphaLevel.Ordinal));
        Near(golden, "krippendorff_alpha_interval", KrippendorffAlpha.Of(units, AlphaLevel.Interval));
        var complete = units.Where(static unit => unit.TrueForAll(static value => value is not null)).Select(static unit => unit.Select(static value => value!.Value).ToList()).ToList();
        if (golden.TryGetProperty("fleiss_kappa_complete_units", out var fleiss)) Near(fleiss, FleissKappa.Of(complete));
        foreach (var pair in golden.GetProperty("pairs").EnumerateArray())
        {
            var both = units.Where(unit => unit[pair[0].GetInt32()] is not null && unit[pair[1].GetInt32()] is not null).ToList();
            Assert.Equal(pair[2].GetInt32(), both.Count);
            Near(pair[4], CohenKappa.Of(
                both.Select(unit => unit[pair[0].GetInt32()]!.Value).ToList(), both.Select(unit => unit[pair[1].GetInt32()]!.Value).ToList()));
        }
    }

    [Fact]
    public void Multi_label_figures_agree_with_scikit_learn()
    {
        var golden = SharedFolders.Json(SharedFolders.GoldenPath("metrics/multilabel.json"));
        var threshold = golden.GetProperty("threshold").GetDouble();
        var truth = golden.GetProperty("y_true").EnumerateArray().Select(static row => row.EnumerateArray().Select(static cell => cell.GetInt32() == 1).ToArray()).ToList();
        var scores = golden.GetProperty("y_prob").EnumerateArray().Select(static row => row.EnumerateArray().Select(static cell => cell.GetDouble()).ToArray()).ToList();
        var prediction = scores.Select(row => row.Select(score => score >= threshold).ToArray()).ToList();
        var card = MultiLabelScorecard.Of(truth, prediction, scores, [.. Enumerable.Range(0, truth[0].Length).Select(static i => $"label {i}")]);
        Near(golden, "subset_accuracy", card.SubsetAccuracy);
        Near(golden, "hamming_loss", card.HammingLoss);
        Near(golden, "roc_auc_macro", card.RocAuc);
        Near(golden, "average_precision_macro", card.AveragePrecision);
        Average(golden.GetProperty("micro"), card.Micro);
        Average(golden.GetProperty("macro"), card.Macro);
        Average(golden.GetProperty("weighted"), card.Weighted);
        Average(golden.GetProperty("samples"), card.Samples);
        Near(golden.GetProperty("per_label").GetProperty("f1"), card.PerLabel.Select(static label => (double?)label.Score.F1));
        Near(golden.GetProperty("per_label").GetProperty("support"), card.PerLabel.Select(static label => (double?)label.Support));
    }

    [Fact]
    public void Regression_figures_agree_with_scikit_learn_and_SciPy()
    {
        var golden = SharedFolders.Json(SharedFolders.GoldenPath("metrics/regression.json"));
        double[] Column(string name) => [.. golden.GetProperty(name).EnumerateArray().Select(static value => value.GetDouble())];
        var card = RegressionScorecard.Of(Column("y_true"), Column("y_pred"));
        Near(golden, "mse", card.Mse);
        Near(golden, "rmse", card.Rmse);
        Near(golden, "mae", card.Mae);
        Near(golden, "r2", card.R2);
        Near(golden, "pearson", card.Pearson);
        Near(golden, "spearman", card.Spearman);
        Near(golden, "kendall_tau_b", card.KendallTauB);
    }

    private static (JsonElement Golden, Scorecard Card) Card(string file)
    {
        var golden = SharedFolders.Json(SharedFolders.GoldenPath(file.Length == 0 ? "" : "metrics/" + file));
        string[] labels = [.. Enumerable.Range(0, golden.GetProperty("classes").GetInt32()).Select(static i => $"label {i}")];
        var truth = TokenizerVectors.Ints(golden.GetProperty("y_true"));
        var prediction = TokenizerVectors.Ints(golden.GetProperty("y_pred"));
        var scores = golden.GetProperty("y_prob").EnumerateArray().Select(static row => row.EnumerateArray().Select(static cell => cell.GetDouble()).ToArray());
        var rows = scores.Select((row, i) => new ScoredRow($"{i}", labels[truth[i]], labels[prediction[i]], row)).ToList();
        return (golden, ScorecardBuilder.Build(rows, labels, replicates: 50));
    }

    private static void Average(JsonElement expected, PrecisionRecallF1 actual)
    {
        Near(expected, "precision", actual.Precision);
        Near(expected, "recall", actual.Recall);
        Near(expected, "f1", actual.F1);
    }

    private static void Near(JsonElement golden, string name, double? actual) => Near(golden.GetProperty(name), actual);

    private static void Near(JsonElement expected, IEnumerable<double?> actual)
    {
        foreach (var (value, other) in expected.EnumerateArray().Zip(actual)) Near(value, other);
    }

    private static void Near(JsonElement expected, double? actual)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(actual);
            return;
        }

        Assert.NotNull(actual);
        Assert.Equal(expected.GetDouble(), actual.Value, Tolerance);
    }
}
