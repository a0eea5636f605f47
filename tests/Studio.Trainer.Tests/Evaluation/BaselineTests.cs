using Studio.Trainer.Evaluation.Baselines;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Evaluation;

public sealed class BaselineTests
{
    private static readonly string[] Texts = ["a fine warm film", "a dull cold film", "warm and fine acting", "cold and dull acting", "fine", "dull"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_majority_answers_the_most_frequent_label_with_the_shares_as_scores()
    {
        var baseline = MajorityBaseline.Train(Rows("bad", "good", "bad", "bad"));
        var answers = await baseline.PredictAsync(["anything", ""], Cancel);
        Assert.Equal(["bad", "good"], baseline.Labels);
        Assert.All(answers, static answer => Assert.Equal(("bad", 0.75), (answer.Label, answer.Scores[0])));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_linear_model_learns_words_and_answers_probabilities(int labels)
    {
        var rows = Enumerable.Range(0, 60).Select(i => new TrainingRow { Id = $"{i}", Text = $"word{i % labels} filler{i % 7}", Label = $"label{i % labels}" }).ToList();
        var baseline = TfidfLogisticBaseline.Train(new RowList(rows), new RowList(rows), Cancel);
        var answers = await baseline.PredictAsync(["word1 here", "nothing known"], Cancel);
        Assert.Equal("label1", answers[0].Label);
        Assert.All(answers, static answer => Assert.Equal(1, answer.Scores.Sum(), 1e-12));
        Assert.All(answers[1].Scores, score => Assert.Equal(1.0 / labels, score, 0.05));
    }

    [Fact]
    public async Task The_same_rows_give_the_same_model()
    {
        var first = await Scores();
        Assert.Equal(first, await Scores());

        static async Task<double[]> Scores()
        {
            var baseline = TfidfLogisticBaseline.Train(Rows("good", "bad", "good", "bad", "good", "bad"), null, Cancel);
            return [.. (await baseline.PredictAsync(Texts, Cancel)).SelectMany(static answer => answer.Scores)];
        }
    }

    [Fact]
    public void One_label_is_refused_with_its_name() =>
        Assert.Contains("only 'good'", Assert.Throws<TrainingException>(() => TfidfLogisticBaseline.Train(Rows("good", "good"), null, Cancel)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rows_without_labels_have_no_majority() => Assert.Throws<TrainingException>(() => MajorityBaseline.Train(new RowList([])));

    private static RowList Rows(params string[] labels) =>
        new([.. labels.Select(static (label, i) => new TrainingRow { Id = $"{i}", Text = Texts[i], Label = label })]);
}
