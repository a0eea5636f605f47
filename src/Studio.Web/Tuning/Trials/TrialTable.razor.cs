using Microsoft.AspNetCore.Components;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Searches;
using Studio.Web.Shell;

namespace Studio.Web.Tuning.Trials;

/// <summary>The trials of a search: what they tried, how they did, why some were ended, and which field mattered.</summary>
public sealed partial class TrialTable
{
    private IReadOnlyList<string> _metrics = [], _fields = [];
    private ChildRun? _best;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    [Parameter, EditorRequired]
    public required SearchSettings Search { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<ChildRun> Trials { get; set; }

    [Parameter]
    public SearchFile? Findings { get; set; }

    /// <summary>The curves stand here, since the model's own stand above.</summary>
    [Parameter]
    public bool Curves { get; set; }

    /// <summary>Nothing of the run goes on any more.</summary>
    [Parameter]
    public bool Ended { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    private string Summary
    {
        get
        {
            var (ended, pruned, failed) = (Trials.Count(t => t.State != ChildState.Running), Trials.Count(t => t.State == ChildState.Pruned), Trials.Count(t => t.State == ChildState.Failed));
            var words = $"{ended:N0} of {Search.Trials:N0} trials are done";
            if (pruned > 0)
                words += $", {pruned:N0} of them ended early";
            if (failed > 0)
                words += $", {failed:N0} failed";
            var metric = View.Recipe.Evaluation.MetricForBestModel;
            return _best is null ? words + "." : $"{words}. The best so far is trial {_best.Number} with {TrialWords.Name(metric)} {TrialWords.Figure(_best.Metrics, metric)}.";
        }
    }

    protected override void OnParametersSet()
    {
        _metrics = TrialWords.Metrics(View.Recipe, Trials);
        _fields = [.. Search.Space.Keys.Order(StringComparer.Ordinal)];
        _best = TrialWords.Best(View.Recipe, Trials);
    }
}
