using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Evaluation;

namespace Studio.Web.Evaluation;

public sealed partial class ComparePage
{
    private (DifferingRows Which, string Title)[] Choices => _comparison!.Kind == AnswerKind.Texts
        ? [(DifferingRows.All, "All"), (DifferingRows.FirstOnlyRight, "The first is nearer"), (DifferingRows.FirstWrong, "Another is nearer")]
        : [(DifferingRows.All, "All"), (DifferingRows.FirstOnlyRight, "Only the first is right"), (DifferingRows.FirstWrong, "The first is wrong, another right")];

    private ScorecardComparison? _comparison;
    private string? _refusal;

    /// <summary>Scorecards, the first being what the others are compared with.</summary>
    [SupplyParameterFromQuery]
    public string? Ids { get; set; }

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    private DifferingRows Which => Show switch
    {
        "first-right" => DifferingRows.FirstOnlyRight,
        "first-wrong" => DifferingRows.FirstWrong,
        _ => DifferingRows.All,
    };

    private string Headline
    {
        get
        {
            var first = _comparison!.Contenders[0].Summary;
            var others = _comparison.Contenders.Skip(1).ToList();
            if (_comparison.Kind != AnswerKind.Labels && _comparison.Answered == 0)
                return $"{first.Name} and {others.Count} {(others.Count == 1 ? "other" : "others")} on {FigureText.Rows(first.Rows)}.";
            var (better, worse) = (others.Count(o => Significant(o) && o.Difference!.Difference > 0), others.Count(o => Significant(o) && o.Difference!.Difference < 0));
            return $"{first.Name} against {others.Count} {(others.Count == 1 ? "other" : "others")}: {worse} clearly worse, {better} clearly better, {others.Count - better - worse} too close to tell on {FigureText.Rows(_comparison.Kind == AnswerKind.Labels ? first.Rows : _comparison.Answered)}.";
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        (_comparison, _refusal) = (null, null);
        try
        {
            _comparison = await Compare.RunAsync(Actor, IdList.Parse(Ids), Which, 0, 0);
        }
        catch (Exception refusal) when (refusal is InvalidInputException or NotFoundException)
        {
            _refusal = refusal.Message;
        }
    }

    // A contender keeps its colour wherever and with whomever it is compared; what needs no work is grey.
    private object Intervals() => new
    {
        what = "accuracy",
        contenders = _comparison!.Contenders.Select(c => c.Summary).Select(c => new
        {
            name = c.Name,
            value = c.Accuracy,
            low = c.AccuracyInterval.Low,
            high = c.AccuracyInterval.High,
            series = c.IsBaseline ? 6 : c.Id.ToByteArray()[^1] % 6,
            link = Place.To($"evaluation/{c.Id}"),
        }),
    };

    private static bool Significant(ComparedScorecard contender) => contender.IsClear;

    private async Task<DifferingPage> LoadAsync(int skip, int take, CancellationToken cancel) =>
        await Compare.RowsAsync(Actor, IdList.Parse(Ids), Which, skip, take, cancel);

    private string Href(Guid? first = null, DifferingRows? show = null)
    {
        var ids = IdList.Parse(Ids);
        if (first is { } id)
            ids = [id, .. ids.Where(other => other != id)];
        var which = (show ?? Which) switch
        {
            DifferingRows.FirstOnlyRight => "&show=first-right",
            DifferingRows.FirstWrong => "&show=first-wrong",
            _ => "",
        };
        return Place.To($"evaluation/compare?ids={string.Join(',', ids)}{which}#rows");
    }
}
