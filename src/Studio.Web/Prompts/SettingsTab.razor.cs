using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>Name, folder, description and tags, and the way into the bin.</summary>
public sealed partial class SettingsTab
{
    private string _name = "", _folder = "", _description = "", _tags = "";
    private IReadOnlyList<string> _folders = [];

    [Inject]
    public required EditPrompt Edit { get; init; }

    [Inject]
    public required ListPrompts List { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required PromptView View { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var page = View.Page;
        (_name, _folder, _description, _tags) = (page.Name, page.Folder, page.Description, string.Join(", ", page.Tags));
        _folders = await List.FoldersAsync(View.Actor, View.ProjectId);
    }

    private async Task SaveAsync()
    {
        var before = View.Page;
        var edit = new PromptEdit(_name, _folder, _description, _tags.Split(','));
        if (await Feedback.TryAsync(() => Edit.RunAsync(View.Actor, View.Id, edit)))
            Feedback.Undoable("Saved.", () => Edit.RunAsync(View.Actor, before.Id, new PromptEdit(before.Name, before.Folder, before.Description, before.Tags)));
    }

    private async Task DeleteAsync()
    {
        var (actor, id, name, library) = (View.Actor, View.Id, View.Page.Name, View.Href[..View.Href.LastIndexOf('/')]);
        if (!await Feedback.TryAsync(() => Edit.RunAsync(actor, id, new PromptEdit(Archived: true))))
            return;
        Navigation.NavigateTo(library);
        Feedback.Undoable($"{name} is deleted.", () => Edit.RunAsync(actor, id, new PromptEdit(Archived: false)));
    }
}
