using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Live;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Children;
using Studio.Trainer.Runs.Children;
using Studio.Web.Shell;

namespace Studio.Web.Tuning.Trials;

/// <summary>The folds or trials of a run, live, with what they say together once the last of them has ended.</summary>
public sealed partial class RunChildren : RunPart
{
    private Findings? _findings;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required RunFindings Findings { get; init; }

    private bool AllEnded => Run.Children.Count > 0 && Run.Children.Count == Run.Children.Values.First().Count && Run.Children.Values.All(c => c.State != ChildState.Running);

    private bool HasSummary => _findings is { Folds.Mean.Count: > 0 } or { Search.Best: not null };

    protected override bool Concerns(LiveBatch<RunPicture, RunChange> batch) =>
        batch.Changes.Any(c => c is ChildChanged || (c is StatusChanged status && status.Status.State.IsFinal())) || (AllEnded && !HasSummary && batch.Changes.Any(c => c is LogAdded or StatusChanged));

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override async Task ShowAsync(LiveBatch<RunPicture, RunChange> batch)
    {
        await ReadAsync();
        await base.ShowAsync(batch);
    }

    // Written by the engine right after the last fold or trial; the sentence in the log that follows brings us here again.
    private async Task ReadAsync()
    {
        if (!AllEnded || HasSummary || (View.Recipe.Folds is null && View.Recipe.Search is null))
            return;
        try
        {
            _findings = await Findings.RunAsync(Place.Actor, View.ProjectId, View.Id);
        }
        catch (StudioException)
        {
            // Whoever may not see the run any more is told by the page itself.
        }
    }
}
