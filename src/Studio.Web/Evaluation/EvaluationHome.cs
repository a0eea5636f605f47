using Studio.Core.Evaluation;
using Studio.Web.Shell;

namespace Studio.Web.Evaluation;

/// <summary>The comparing stage of the project's path.</summary>
internal sealed class EvaluationHome(ListScorecards list) : IHomeSection
{
    public async Task<HomeReport> ReportAsync(Place place, CancellationToken cancel)
    {
        var splits = await list.RunAsync(place.Actor, place.Project!.Id, cancel);
        if (splits.Count == 0)
        {
            return HomeReport.Of(new StageReport(
                Stage.Compare, StageState.NotStarted, "No scorecards", "They make themselves when a run ends, beside two baselines.", "See evaluation", place.To("evaluation")));
        }

        var newest = splits[0];
        var (best, baseline) = (newest.Scorecards.FirstOrDefault(s => !s.IsBaseline), newest.Scorecards.FirstOrDefault(s => s.IsBaseline));
        var sentence = (best, baseline) switch
        {
            (not null, not null) => $"{best.Name}: {FigureText.Points(best.Accuracy - baseline.Accuracy)} against {baseline.Name} on {FigureText.Rows(best.Rows)}.",
            _ => $"Measured on {newest.Split}.",
        };
        return HomeReport.Of(new StageReport(
            Stage.Compare, StageState.Done, best is null ? "Baselines only" : best.Language is { } language ? LanguageFigures.Main(language) : FigureText.Percent(best.Accuracy), sentence, "See scorecards", place.To("evaluation")));
    }
}
