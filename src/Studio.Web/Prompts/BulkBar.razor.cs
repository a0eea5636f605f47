using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>What can be done with several prompts at once; all of it can be undone.</summary>
public sealed partial class BulkBar
{
    private string _folder = "";
    private string _tag = "";

    [Inject]
    public required EditPrompt Edit { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<PromptRow> Chosen { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Folders { get; set; }

    [Parameter]
    public bool Deleted { get; set; }

    [Parameter]
    public Action? Done { get; set; }

    private Task TagAsync() => AllAsync("tagged", row => new PromptEdit(Tags: [.. row.Tags, _tag]), row => new PromptEdit(Tags: row.Tags));

    private Task AllAsync(string done, PromptEdit edit, Func<PromptRow, PromptEdit> back) => AllAsync(done, _ => edit, back);

    private async Task AllAsync(string done, Func<PromptRow, PromptEdit> edit, Func<PromptRow, PromptEdit> back)
    {
        var rows = Chosen;
        if (!await Feedback.TryAsync(() => EachAsync(rows, edit)))
            return;
        Done?.Invoke();
        Feedback.Undoable($"{PromptWords.Count(rows.Count, "prompt")} {done}.", () => EachAsync(rows, back));
    }

    private async Task EachAsync(IReadOnlyList<PromptRow> rows, Func<PromptRow, PromptEdit> edit)
    {
        foreach (var row in rows)
            await Edit.RunAsync(Place.Actor, row.Id, edit(row));
    }
}
