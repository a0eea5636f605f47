using Microsoft.AspNetCore.Components;
using Studio.Core.Live;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Steering;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>What one can do with a run now: stop it, let it go on, or read what came out of it.</summary>
public sealed partial class RunActions : RunPart
{
    private OutcomeView? _outcome;
    private RunStatus? _shown;
    private bool _busy;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required CancelRun CancelRun { get; init; }

    [Inject]
    public required ContinueRun ContinueRun { get; init; }

    [Inject]
    public required SteerRun Steer { get; init; }

    [Inject]
    public required RunOutcome Outcome { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private RunStatus Status => Run.Status;

    protected override bool Concerns(LiveBatch<RunPicture, RunChange> batch) =>
        batch.Snapshot.Status.State != _shown?.State || batch.Snapshot.Status.CancelRequested != _shown.CancelRequested;

    protected override Task OnInitializedAsync() => ReadOutcomeAsync();

    protected override async Task ShowAsync(LiveBatch<RunPicture, RunChange> batch)
    {
        await ReadOutcomeAsync();
        await base.ShowAsync(batch);
    }

    protected override void OnAfterRender(bool firstRender) => _shown = Status;

    private async Task ReadOutcomeAsync() =>
        _outcome = Status.State == RunState.Succeeded ? await Outcome.RunAsync(Place.Actor, View.ProjectId, View.Id) : null;

    private Task CancelAsync() => DoAsync(() => CancelRun.RunAsync(Place.Actor, View.ProjectId, View.Id));

    private Task ResumeAsync() => DoAsync(() => Steer.ResumeAsync(Place.Actor, View.ProjectId, View.Id));

    private Task ContinueAsync() => DoAsync(() => ContinueRun.RunAsync(Place.Actor, View.ProjectId, View.Id));

    private async Task DoAsync(Func<Task> action)
    {
        _busy = true;
        await Feedback.TryAsync(action);
        _busy = false;
    }
}
