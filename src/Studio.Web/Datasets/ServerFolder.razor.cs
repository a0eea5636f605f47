using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets.Importing;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>Walks through the server's import folder; where one is stands in the address.</summary>
public sealed partial class ServerFolder
{
    private IReadOnlyList<FolderEntry>? _entries;
    private string? _problem;
    private string? _shown;
    private bool _busy;

    [Parameter, EditorRequired]
    public required DatasetView View { get; set; }

    [SupplyParameterFromQuery(Name = "folder")]
    public string? At { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (!Folder.IsConfigured || _shown == (At ?? ""))
            return;
        _shown = At ?? "";
        try
        {
            (_entries, _problem) = (await Folder.ListAsync(View.Actor, View.Id, _shown), null);
        }
        catch (StudioException refusal)
        {
            (_entries, _problem) = (null, refusal.Message);
        }
    }

    private async Task TakeAsync(FolderEntry entry)
    {
        _busy = true;
        var import = Guid.Empty;
        if (await Feedback.TryAsync(async () => import = await Folder.RunAsync(View.Actor, View.Id, entry.Path)))
            Navigation.NavigateTo($"{View.Href}/imports/{import}");
        _busy = false;
    }

    private IEnumerable<(string Name, string Path)> Steps()
    {
        string[] names = string.IsNullOrEmpty(At) ? [] : At.Split('/');
        for (var i = 0; i < names.Length; i++)
            yield return (names[i], string.Join('/', names[..(i + 1)]));
    }

    private string Link(string path) => path.Length == 0 ? View.To("imports") : $"{View.To("imports")}?folder={Uri.EscapeDataString(path)}";
}
