using Microsoft.EntityFrameworkCore;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;

namespace Studio.Core.Tests.Evaluation;

public sealed class LanguageComparisonTests
{
    private static readonly string[] Near = [Row("a", "Paris", "Paris", true, 1), Row("b", "in the park", "near the park", false, 0.67), Row("c", "yes", "no", false, 0)];
    private static readonly string[] Far = [Row("c", "yes", "no", false, 0), Row("a", "Paris", "Rome", false, 0), Row("b", "in the park", "a park", false, 0.4), Row("d", "more", "more", true, 1)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Written_texts_are_compared_by_how_near_they_came_on_the_rows_that_both_answered(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var near = await CardAsync(world, "causal-lm", Near, ("test_perplexity", 3.5), ("test_exact_match", 1 / 3.0), ("test_rougeL", 0.56));
        var far = await CardAsync(world, "causal-lm", Far, ("test_perplexity", 9.5), ("test_exact_match", 0.25), ("test_rougeL", 0.35));

        var comparison = await world.Compare.RunAsync(world.Owner, [near, far], cancel: Cancel);

        Assert.Equal((AnswerKind.Texts, 3, 2), (comparison.Kind, comparison.Answered, comparison.Differing));
        Assert.Equal(9.5, comparison.Contenders[1].Language!["perplexity"]);
        Assert.Equal((2, 0), (comparison.Contenders[1].Test!.FirstOnlyRight, comparison.Contenders[1].Test!.SecondOnlyRight));
        Assert.Equal((0 - 1 + 0.4 - 0.67) / 3, comparison.Contenders[1].Difference!.Difference, 9);
        var row = comparison.Rows[1];
        Assert.Equal(("question b", "in the park", "near the park", "a park"), (row.Text, row.Label, row.Answers[0].Prediction, row.Answers[1].Prediction));
        Assert.Equal(0.4, row.Answers[1].Confidence);
        Assert.Equal(0, (await world.Compare.RunAsync(world.Owner, [near, far], DifferingRows.FirstWrong, cancel: Cancel)).Differing);
    }

    [Theory, OnBothEngines]
    public async Task Pairs_are_compared_by_which_were_told_apart(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var first = await CardAsync(world, "preference", [Row("a", "good", "good", true, 1.5), Row("b", "kind", "rude", false, -0.5)], ("test_accuracy", 0.5), ("test_margin", 0.5));
        var second = await CardAsync(world, "reward", [Row("a", "good", "good", true, 0.1), Row("b", "kind", "kind", true, 2)], ("test_accuracy", 1), ("test_margin", 1.05));
        var texts = await CardAsync(world, "causal-lm", Near, ("test_rougeL", 0.56));

        var comparison = await world.Compare.RunAsync(world.Owner, [first, second], cancel: Cancel);

        Assert.Equal(AnswerKind.Pairs, comparison.Kind);
        Assert.Equal((0, 1), (comparison.Contenders[1].Test!.FirstOnlyRight, comparison.Contenders[1].Test!.SecondOnlyRight));
        Assert.Equal(("b", "rude", "kind"), (Assert.Single(comparison.Rows).ExampleId, comparison.Rows[0].Answers[0].Prediction, comparison.Rows[0].Answers[1].Prediction));
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => world.Compare.RunAsync(world.Owner, [first, texts], cancel: Cancel));
        Assert.Contains("measured by the texts it writes", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task Without_answers_to_rows_the_figures_still_stand_side_by_side(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var (first, second) = (await CardAsync(world, "causal-lm", [], ("test_perplexity", 4)), await CardAsync(world, "causal-lm", [], ("test_perplexity", 5)));

        var comparison = await world.Compare.RunAsync(world.Owner, [first, second], cancel: Cancel);

        Assert.Equal((0, 0), (comparison.Answered, comparison.Differing));
        Assert.Equal(5, comparison.Contenders[1].Language!["perplexity"]);
        Assert.False(comparison.Contenders[1].IsClear);
    }

    [Theory, OnBothEngines]
    public async Task Lists_show_the_figures_that_belong_to_the_task(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var writes = await CardAsync(world, "causal-lm", Near, ("test_loss", 1.25), ("test_perplexity", 3.5), ("test_exact_match", 1 / 3.0), ("test_rougeL", 0.56), ("test_chrf", 41.26));
        var prefers = await CardAsync(world, "preference", [], ("test_loss", 0.6), ("test_accuracy", 0.75), ("test_margin", 0.5));

        var all = (await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).SelectMany(split => split.Scorecards).ToDictionary(card => card.Id);
        var read = await world.Read.RunAsync(world.Owner, writes, Cancel);

        Assert.Equal(["perplexity", "exact_match", "rougeL", "chrf"], LanguageFigures.InLists([all[writes].Language]));
        Assert.Equal("perplexity 3.5, exact match 33.3 %, ROUGE-L 56.0 %, chrF 41.3", LanguageFigures.Line(read.Summary.Language!));
        Assert.Equal("pairs told apart 75.0 %, reward margin 0.5", LanguageFigures.Line(all[prefers].Language!));
        Assert.Equal(["33.3 % exact match", "75.0 % pairs told apart"], new[] { writes, prefers }.Select(id => LanguageFigures.Main(all[id].Language!)));
        Assert.Equal(("–", "–"), (LanguageFigures.Cell(all[prefers].Language, "perplexity"), LanguageFigures.Cell(null, "perplexity")));
    }

    private static string Row(string id, string reference, string answer, bool right, double score) =>
        FormattableString.Invariant($$"""{"id":"{{id}}","prompt":"question {{id}}","reference":"{{reference}}","answer":"{{answer}}","isRight":{{(right ? "true" : "false")}},"score":{{score}}}""");

    private static async Task<Guid> CardAsync(EvaluationWorld world, string task, string[] rows, params (string Name, double Value)[] figures)
    {
        var run = await world.FinishRunAsync();
        run = run with { Recipe = run.Recipe with { Task = task } };
        var metrics = TuningJson.Write(figures.Append((Name: "test_rows", Value: Math.Max(1, rows.Length))).ToDictionary(f => f.Name, f => f.Value));
        await world.Database.Gate.WriteAsync(async (db, cancel) => (await db.Runs.SingleAsync(r => r.Id == run.RunId, cancel)).BestMetrics = metrics, Cancel);
        await File.WriteAllLinesAsync(Path.Combine(world.Storage.Run(run.RunId), "test_rows.jsonl"), rows, Cancel);
        await world.LanguageScoring.CompleteAsync(run, Cancel);
        return (await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).SelectMany(s => s.Scorecards).Single(s => s.RunId == run.RunId).Id;
    }
}
