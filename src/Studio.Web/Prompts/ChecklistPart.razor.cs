using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Writing;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>Questions that a good prompt has an answer to: what the machine sees, and what people say.</summary>
public sealed partial class ChecklistPart
{
    private IReadOnlyList<TickRow> _ticks = [];
    private IReadOnlyList<PromptHint> _hints = [];
    private long _read = -1;

    [Inject]
    public required TickChecklist Ticks { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [CascadingParameter]
    public required PromptView View { get; set; }

    [Parameter, EditorRequired]
    public required PromptContent Content { get; set; }

    [Parameter, EditorRequired]
    public required TemplateNotes Notes { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _hints = PromptHints.Of(Content, Notes);
        if (_read == View.Change)
            return;
        _read = View.Change;
        _ticks = await Ticks.ReadAsync(View.Actor, View.Id);
    }

    // A tick is about the version that was looked at; a newer version has to be looked at again.
    private bool IsMine(TickRow tick) => tick.UserId == View.Actor.UserId && tick.Number == View.Page.LatestNumber;

    private Task TickAsync(string item, bool on) => Feedback.TryAsync(() => Ticks.RunAsync(View.Actor, View.Id, item, on ? View.Page.LatestNumber : null));
}
