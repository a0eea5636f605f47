using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Live;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Steering;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>Changes of a run that goes on, and who changed what so far. Everybody who watches sees them at once.</summary>
public sealed partial class RunSteering : RunPart
{
    private RunStatus? _shown;
    private string _rate = "", _length = "", _unit = "steps";
    private bool _busy;

    [Parameter, EditorRequired]
    public required RunView View { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required SteerRun Steer { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private RunStatus Status => Run.Status;

    private double? Rate => Run.Points.Count > 0 ? Run.Points[^1].LearningRate : null;

    private double Base => FinalRecipe.Of(View.Recipe, Run.Interventions).Optimizer.LearningRate;

    protected override bool Concerns(LiveBatch<RunPicture, RunChange> batch) =>
        batch.Changes.Any(c => c is InterventionsChanged) || batch.Snapshot.Status.State != _shown?.State
        || batch.Snapshot.Status.TotalSteps != _shown.TotalSteps || (_shown.Step == 0 && batch.Snapshot.Status.Step > 0);

    protected override void OnAfterRender(bool firstRender) => _shown = Status;

    private async Task SetRateAsync()
    {
        if (await DoAsync(() => Steer.ChangeLearningRateAsync(Place.Actor, View.ProjectId, View.Id, Number(_rate))))
            _rate = "";
    }

    private async Task SetLengthAsync()
    {
        var passes = _unit == "passes";
        if (await DoAsync(() => Steer.ChangeLengthAsync(
            Place.Actor, View.ProjectId, View.Id, passes ? null : (int)Math.Clamp(Math.Round(Number(_length)), 0, int.MaxValue), passes ? Number(_length) : null)))
            _length = "";
    }

    private Task PauseAsync() => DoAsync(() => Steer.PauseAsync(Place.Actor, View.ProjectId, View.Id));

    private Task StopAsync() => DoAsync(() => Steer.StopAsync(Place.Actor, View.ProjectId, View.Id));

    private async Task<bool> DoAsync(Func<Task> action)
    {
        _busy = true;
        var done = await Feedback.TryAsync(action);
        _busy = false;
        return done;
    }

    private static double Number(string text) => double.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number)
        ? number : throw new InvalidInputException($"“{text.Trim()}” is not a number; write it as 0.0001 or 1e-4.");
}
