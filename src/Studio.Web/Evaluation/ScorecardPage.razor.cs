using Microsoft.AspNetCore.Components;
using Studio.Core.Evaluation;

namespace Studio.Web.Evaluation;

public sealed partial class ScorecardPage
{
    private const int PageSize = 25;

    private ScorecardDetails? _card;
    private AnsweredRows? _rows;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery]
    public string? Label { get; set; }

    [SupplyParameterFromQuery]
    public string? Prediction { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    private bool IsFiltered => Label is not null || Prediction is not null;

    private string Headline
    {
        get
        {
            var summary = _card!.Summary;
            if (summary.Language is { } language)
                return $"{LanguageFigures.Sentence(language)}, on {FigureText.Rows(summary.Rows)} of the {_card.Split.Split.ToString().ToLowerInvariant()} split.";
            var right = $"Right on {FigureText.Count(summary.Correct)} of {FigureText.Rows(summary.Rows)} that it never saw.";
            var best = _card.Others.Where(other => other.IsBaseline).MaxBy(other => other.Accuracy);
            return best is null || summary.IsBaseline ? right : $"{right} {FigureText.Points(summary.Accuracy - best.Accuracy)} against {best.Name}.";
        }
    }

    private string RowsTitle => (Label, Prediction) switch
    {
        (null, null) => $"Most confident mistakes{Total}",
        (not null, null) => $"Rows labeled “{Label}”{Total}",
        (null, not null) => $"Rows answered “{Prediction}”{Total}",
        _ when Label == Prediction => $"“{Label}” recognised{Total}",
        _ => $"“{Label}” taken for “{Prediction}”{Total}",
    };

    private string Total => _rows is null ? "" : $" · {FigureText.Rows(_rows.Total)}";

    private string CompareHref =>
        Place.To($"evaluation/compare?ids={string.Join(',', _card!.Others.Take(CompareScorecards.AtMost - 1).Select(s => s.Id).Prepend(Id))}");

    protected override async Task OnParametersSetAsync()
    {
        if (_card?.Summary.Id != Id)
            _card = await Read.RunAsync(Actor, Id);
        var filter = new RowFilter(Label, Prediction, Mistakes: !IsFiltered);
        _rows = await Answers.RunAsync(Actor, Id, filter, (Math.Max(1, Page ?? 1) - 1) * PageSize, PageSize);
    }

    private string CellHref(string label, string prediction) =>
        Place.To($"evaluation/{Id}?label={Uri.EscapeDataString(label)}&prediction={Uri.EscapeDataString(prediction)}#examples");

    private string PageHref(int page)
    {
        var query = new List<string> { $"page={page}" };
        if (Label is not null)
            query.Add($"label={Uri.EscapeDataString(Label)}");
        if (Prediction is not null)
            query.Add($"prediction={Uri.EscapeDataString(Prediction)}");
        return Place.To($"evaluation/{Id}?{string.Join('&', query)}#examples");
    }
}
