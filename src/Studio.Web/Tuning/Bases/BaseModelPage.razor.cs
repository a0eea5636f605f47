using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets;
using Studio.Core.Live;
using Studio.Core.Tuning.Bases;
using Studio.Web.Shell;

namespace Studio.Web.Tuning.Bases;

/// <summary>One base model: where it stands, what it is, what was checked, and whether it may be used.</summary>
public sealed partial class BaseModelPage : ProjectPage, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private BaseModelDetails? _model;
    private BaseModelProgress? _now;
    private LiveSubscription<BasesActivity, BasesEvent>? _live;
    private bool _removing, _acknowledged;
    private string? _missing;

    [Parameter]
    public Guid BaseId { get; set; }

    [Inject]
    public required ListBaseModels Models { get; init; }

    [Inject]
    public required SteerBaseModel Steer { get; init; }

    [Inject]
    public required AdmitBaseModel Admission { get; init; }

    [Inject]
    public required RemoveBaseModel Removal { get; init; }

    [Inject]
    public required BaseModelFeeds Feeds { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    public void Dispose() => _live?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_model?.Row.Id == BaseId)
            return;
        _live?.Dispose();
        (_model, _missing) = (null, null);
        try
        {
            var team = (await Models.OneAsync(Actor, ProjectId, BaseId)).TeamId;
            _live = Feeds.Of(team).Subscribe();
            _now = _live.Now.Working.GetValueOrDefault(BaseId);
            _model = await Models.OneAsync(Actor, ProjectId, BaseId);
            _ = FollowAsync(team, _live);
        }
        catch (Core.NotFoundException missing)
        {
            _missing = missing.Message;
        }
    }

    private async Task FollowAsync(Guid team, LiveSubscription<BasesActivity, BasesEvent> live)
    {
        await foreach (var batch in live.ReadBatchesAsync(Interval))
        {
            var mine = batch.IsSnapshot || batch.Changes.Any(change => change is BasesEvent.Changed { Id: var changed } && changed == BaseId
                || change is BasesEvent.Progressed { Progress.Id: var moved } && moved == BaseId);
            if (mine)
                await InvokeAsync(() => ShowAsync(team, batch.IsSnapshot || batch.Changes.Any(change => change is BasesEvent.Changed)));
        }
    }

    private async Task ShowAsync(Guid team, bool read)
    {
        _now = Feeds.Of(team).Current.Working.GetValueOrDefault(BaseId);
        try
        {
            if (read)
                _model = await Models.OneAsync(Actor, ProjectId, BaseId);
        }
        catch (Core.NotFoundException)
        {
            Navigation.NavigateTo(Place.To("tuning/bases"));
            return;
        }

        StateHasChanged();
    }

    private Task StopAsync() => Feedback.TryAsync(() => Steer.StopAsync(Actor, ProjectId, BaseId), "Stopped. What is here is kept for going on.");

    private Task GoOnAsync() => Feedback.TryAsync(() => Steer.GoOnAsync(Actor, ProjectId, BaseId));

    private Task AdmitAsync() => Feedback.TryAsync(() => Admission.AdmitAsync(Actor, ProjectId, BaseId, _model!.Row.Digest!, _acknowledged), $"“{_model!.Row.Name}” is admitted.");

    private Task WithdrawAsync() => Feedback.TryAsync(() => Admission.WithdrawAsync(Actor, ProjectId, BaseId), $"“{_model!.Row.Name}” is withdrawn. Runs that have begun go on.");

    private async Task RemoveAsync()
    {
        var name = _model!.Row.Name;
        _live?.Dispose();
        if (await Feedback.TryAsync(() => Removal.RunAsync(Actor, ProjectId, BaseId), $"“{name}” is gone."))
            Navigation.NavigateTo(Place.To("tuning/bases"));
        else
        {
            (_removing, _live) = (false, Feeds.Of(_model.TeamId).Subscribe());
            _ = FollowAsync(_model.TeamId, _live);
        }
    }

    private string FileSize(BaseModelFileRow file) => !file.IsHere && _now?.Files.GetValueOrDefault(file.Name) is { } here
        ? here == 0 ? Sizes.Of(file.Size) : $"{Sizes.Of(here)} of {Sizes.Of(file.Size)}" : Sizes.Of(file.Size);
}
