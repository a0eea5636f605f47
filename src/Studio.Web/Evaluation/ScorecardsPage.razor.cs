using Microsoft.AspNetCore.Components;
using Studio.Core.Evaluation;

namespace Studio.Web.Evaluation;

public sealed partial class ScorecardsPage
{
    private IReadOnlyList<MeasuredSplit>? _splits;

    /// <summary>What is ticked, in the address, so that a reload or a shared link keeps it.</summary>
    [SupplyParameterFromQuery(Name = "chosen")]
    public string? ChosenIds { get; set; }

    private List<Guid> Chosen => IdList.Parse(ChosenIds);

    protected override async Task OnInitializedAsync() => _splits = await List.RunAsync(Actor, ProjectId);

    // Rows of different splits cannot be compared, so ticking one elsewhere starts anew.
    private void Toggle(Guid id)
    {
        var chosen = Chosen;
        if (!chosen.Remove(id))
        {
            var split = _splits!.Single(s => s.Scorecards.Any(card => card.Id == id));
            chosen = [.. chosen.Where(other => split.Scorecards.Any(card => card.Id == other)), id];
        }

        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter("chosen", chosen.Count == 0 ? null : string.Join(',', chosen)), replace: true);
    }
}
