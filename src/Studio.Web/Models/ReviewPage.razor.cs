using Studio.Core.Evaluation;
using Studio.Core.Models;
using Studio.Web.Evaluation;

namespace Studio.Web.Models;

public sealed partial class ReviewPage
{
    private ReviewEvidence? _evidence;
    private bool _busy;

    protected override async Task ReloadAsync() => _evidence = await Evidence.RunAsync(Actor, Id);

    private async Task MeasureAsync()
    {
        _busy = true;
        await Feedback.TryAsync(() => Production.RunAsync(Actor, Id), "Production is measured on these rows.");
        _busy = false;
        await ReloadAsync();
    }

    private static string Headline(ReviewEvidence evidence)
    {
        var card = evidence.Version.Scorecard;
        var figure = card.Language is { } language ? $"{LanguageFigures.Sentence(language)}, on {FigureText.Rows(card.Rows)}." : $"Accuracy {FigureText.Percent(card.Accuracy)} ({FigureText.Range(card.AccuracyInterval)}) on {FigureText.Rows(card.Rows)}.";
        if (evidence.Advantages.Count == 0)
            return figure;
        var first = evidence.Advantages[0];
        var clear = first.Test.PValue < 0.05;
        var verdict = !clear ? "too close to tell" : first.Difference.Difference > 0 ? "clearly better" : "clearly worse";
        return $"{figure} {FigureText.Points(first.Difference.Difference)} against {first.Over.Name}: {verdict} ({FigureText.PValue(first.Test.PValue)}).";
    }
}
