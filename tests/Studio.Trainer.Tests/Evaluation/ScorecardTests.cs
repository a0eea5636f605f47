using Studio.Trainer.Evaluation;
using Studio.Trainer.Evaluation.Agreement;
using Studio.Trainer.Evaluation.Significance;

namespace Studio.Trainer.Tests.Evaluation;

public sealed class ScorecardTests
{
    private static readonly string[] Labels = ["bad", "good"];

    [Fact]
    public void Wilson_interval_has_the_published_values()
    {
        // 81 of 263, the worked example of Newcombe (1998).
        var interval = Interval.Wilson(81, 263);
        Assert.Equal(0.2553, interval.Low, 1e-4);
        Assert.Equal(0.3662, interval.High, 1e-4);
    }

    [Fact]
    public void The_same_seed_draws_the_same_intervals_and_another_seed_others()
    {
        var rows = Rows(400);
        var first = ScorecardBuilder.Build(rows, Labels, seed: 7);
        Assert.Equal(first.MacroF1Interval, ScorecardBuilder.Build(rows, Labels, seed: 7).MacroF1Interval);
        Assert.NotEqual(first.MacroF1Interval, ScorecardBuilder.Build(rows, Labels, seed: 8).MacroF1Interval);
        Assert.InRange(first.Macro.F1, first.MacroF1Interval.Low, first.MacroF1Interval.High);
        Assert.All(first.PerLabel, static label => Assert.InRange(label.Recall, label.RecallInterval.Low, label.RecallInterval.High));
    }

    [Fact]
    public void The_most_certain_mistake_comes_first()
    {
        ScoredRow[] rows =
        [
            new("a", "good", "bad", [0.6, 0.4]), new("b", "good", "good", [0.1, 0.9]), new("c", "bad", "good", [0.05, 0.95]), new("d", "bad", "bad", [0.8, 0.2]),
        ];
        Assert.Equal(["c", "a"], ScorecardBuilder.Build(rows, Labels).ConfidentMistakes.Select(static row => row.Id));
    }

    [Fact]
    public void Rows_without_scores_have_no_figures_of_probabilities()
    {
        var card = ScorecardBuilder.Build([new("a", "good", "bad"), new("b", "bad", "bad")], Labels);
        Assert.Null(card.Probabilities);
        Assert.Equal(0.5, card.Accuracy);
    }

    [Fact]
    public void An_unknown_label_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => ScorecardBuilder.Build([new("row 7", "fair", "bad")], Labels));
        Assert.Contains("'row 7'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'fair'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_are_refused() => Assert.Throws<ArgumentException>(() => ScorecardBuilder.Build([], Labels));

    [Fact]
    public void Krippendorff_has_the_published_example()
    {
        // The four observers and twelve units of Krippendorff (2011), section D.
        double?[][] observers =
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
            [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
        ];
        var units = Enumerable.Range(0, 12).Select(unit => observers.Select(observer => observer[unit]).ToArray()).ToList();
        Assert.Equal(0.743, KrippendorffAlpha.Of(units, AlphaLevel.Nominal)!.Value, 5e-4);
        Assert.Equal(0.815, KrippendorffAlpha.Of(units, AlphaLevel.Ordinal)!.Value, 5e-4);
        Assert.Equal(0.849, KrippendorffAlpha.Of(units, AlphaLevel.Interval)!.Value, 5e-4);
    }

    [Fact]
    public void Agreement_without_any_difference_is_undefined()
    {
        Assert.Null(KrippendorffAlpha.Of([[1, 1], [1, 1]], AlphaLevel.Nominal));
        Assert.Null(KrippendorffAlpha.Of([["a", null], [null, "b"]]));
        Assert.Null(CohenKappa.Of(["a", "a"], ["a", "a"]));
        Assert.Equal(1, CohenKappa.Of(["a", "b"], ["a", "b"]));
    }

    [Fact]
    public void McNemar_is_the_exact_binomial()
    {
        var first = Enumerable.Repeat(true, 1).Concat(Enumerable.Repeat(false, 9)).ToList();
        var second = Enumerable.Repeat(false, 1).Concat(Enumerable.Repeat(true, 9)).ToList();
        var test = McNemar.Exact(first, second);
        Assert.Equal((1, 9), (test.FirstOnlyRight, test.SecondOnlyRight));
        Assert.Equal(22 / 1024.0, test.PValue, 1e-12);
        Assert.Equal(1, McNemar.Exact([true, false], [true, false]).PValue);
    }

    [Fact]
    public void Paired_bootstrap_sees_a_clear_gain_and_no_gain()
    {
        var truth = Enumerable.Range(0, 300).Select(static i => i % 2).ToList();
        var weak = truth.Select(static (label, i) => i % 3 == 0 ? 1 - label : label).ToList();
        var strong = truth.Select(static (label, i) => i % 10 == 0 ? 1 - label : label).ToList();
        var gain = PairedBootstrap.OfMacroF1(truth, weak, strong, 2);
        Assert.True(gain.Difference > 0.2 && gain.Interval.Low > 0 && gain.PValue < 0.01);
        var none = PairedBootstrap.OfMeans([.. truth.Select(static value => (double)value)], [.. truth.Select(static value => (double)value)]);
        Assert.Equal(new PairedDifference(0, new Interval(0, 0), 1), none);
    }

    private static List<ScoredRow> Rows(int count) => [.. Enumerable.Range(0, count).Select(static i =>
        new ScoredRow($"{i}", Labels[i % 2], Labels[i % 5 == 0 ? (i + 1) % 2 : i % 2], [0.3, 0.7]))];
}
