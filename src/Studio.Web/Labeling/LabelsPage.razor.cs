using Microsoft.AspNetCore.Components;
using Studio.Core.Labeling.Schemas;
using Studio.Core.Labeling.Sessions;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

public sealed partial class LabelsPage
{
    private LabelingSessionView? _session;
    private Guid? _renaming;
    private string _name = "", _added = "";

    [Parameter]
    public Guid SessionId { get; set; }

    [Inject]
    public required ReadLabelingSession Sessions { get; init; }

    [Inject]
    public required EditLabelSchema Schema { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    protected override async Task OnParametersSetAsync() => _session = await Sessions.RunAsync(Actor, SessionId);

    private void Begin(LabelView label) => (_renaming, _name) = (label.Id, label.Name);

    private async Task RenameAsync()
    {
        if (await DoAsync(() => Schema.RenameAsync(Actor, SessionId, _renaming!.Value, _name)))
            _renaming = null;
    }

    private async Task AddAsync(string name)
    {
        if (await DoAsync(() => Schema.AddAsync(Actor, SessionId, name)))
            _added = "";
    }

    private async Task RetireAsync(LabelView label)
    {
        if (await DoAsync(() => Schema.RetireAsync(Actor, SessionId, label.Id)))
            Feedback.Undoable($"“{label.Name}” is retired.", () => InvokeAsync(() => AddAsync(label.Name)));
    }

    private async Task<bool> DoAsync(Func<Task> change)
    {
        var done = await Feedback.TryAsync(change);
        _session = await Sessions.RunAsync(Actor, SessionId);
        StateHasChanged();
        return done;
    }
}
