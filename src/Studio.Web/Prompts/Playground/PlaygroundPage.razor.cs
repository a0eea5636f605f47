using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Playground;
using Studio.Core.Prompts.Writing;
using Studio.Web.Shell;

namespace Studio.Web.Prompts.Playground;

/// <summary>Several prompts and several models side by side. The sheet is kept for its person; prompts, models and row stand in the address.</summary>
public sealed partial class PlaygroundPage
{
    private readonly List<PlaygroundColumn> _columns = [];
    private readonly HashSet<string> _chosen = [];
    private IReadOnlyList<ModelListing>? _models;
    private IReadOnlyList<PromptRow> _library = [];
    private IReadOnlyList<PromptSnapshot> _snapshots = [];
    private Dictionary<string, string> _values = [];
    private PromptSettings _settings = new();
    private PromptRowSample? _row;
    private RowChoice? _rowOf;
    private string _adding = PlaygroundColumn.Loose;
    private bool _compare;

    [Inject]
    public required PlaygroundDesk Desk { get; init; }

    [Inject]
    public required PreviewPrompt Preview { get; init; }

    [Inject]
    public required AskModel Ask { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required ILogger<PlaygroundPage> Log { get; init; }

    /// <summary>A prompt to put on the sheet.</summary>
    [SupplyParameterFromQuery]
    public Guid? Add { get; set; }

    /// <summary>The sheet's prompts, as {id}.{version}.</summary>
    [SupplyParameterFromQuery]
    public string[]? P { get; set; }

    /// <summary>The chosen models.</summary>
    [SupplyParameterFromQuery]
    public string[]? M { get; set; }

    [SupplyParameterFromQuery]
    public string? Snapshot { get; set; }

    [SupplyParameterFromQuery]
    public string? Split { get; set; }

    [SupplyParameterFromQuery]
    public int? Row { get; set; }

    private RowChoice Chosen => RowChoice.Of(Snapshot, Split, Row);

    private IEnumerable<ModelListing> Shown => _models!.Where(model => _chosen.Contains(model.Id));

    private IEnumerable<string> Asked => _columns.SelectMany(column => column.Notes.Asked(column.Content)).Distinct();

    protected override async Task OnInitializedAsync()
    {
        var desk = await Desk.OpenAsync(Actor, ProjectId, P, Add);
        _columns.AddRange(desk.Columns);
        (_library, _values, _settings) = (desk.Library, new(desk.Sheet.Values), desk.Sheet.Settings);
        _snapshots = await Preview.SnapshotsAsync(Actor, ProjectId);
        _models = desk.Models;
        _chosen.UnionWith((M is { Length: > 0 } ? M : [.. desk.Sheet.Models]).Where(id => _models.Any(model => model.Id == id)));
        if (_chosen.Count == 0 && _models is [var first, ..])
            _chosen.Add(first.Id);
        if (Add is not null || P is not { Length: > 0 })
            await ChangedAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_rowOf == Chosen)
            return;
        var wanted = Chosen;
        PromptRowSample? row = null;
        if (wanted.Snapshot is not null)
            await Feedback.TryAsync(async () => row = await Preview.RowAsync(Actor, ProjectId, wanted.Snapshot, wanted.Split, wanted.Row));
        (_row, _rowOf) = (row, wanted);
    }

    private async Task AddAsync(string wanted)
    {
        PlaygroundColumn? column = null;
        if (wanted == PlaygroundColumn.Loose)
            column = PlaygroundDesk.Empty(_columns.Count + 1);
        else if (Guid.TryParse(wanted, out var id))
            await Feedback.TryAsync(async () => column = await Desk.ColumnAsync(Actor, ProjectId, id, null));
        if (column is null)
            return;
        _columns.Add(column);
        await ChangedAsync();
    }

    private Task CopyAsync(PlaygroundColumn column)
    {
        var copy = new PlaygroundColumn(new PlaygroundPrompt(null, $"{column.Name} (copy)", 0, column.Content), null);
        _columns.Insert(_columns.IndexOf(column) + 1, copy);
        return ChangedAsync();
    }

    private Task RemoveAsync(PlaygroundColumn column)
    {
        var at = _columns.IndexOf(column);
        _columns.RemoveAt(at);
        Feedback.Undoable($"{column.Name} is off the sheet.", () => InvokeAsync(async () =>
        {
            _columns.Insert(Math.Min(at, _columns.Count), column);
            await ChangedAsync();
            StateHasChanged();
        }));
        return ChangedAsync();
    }

    private Task WriteAsync(PlaygroundColumn column, PromptContent content)
    {
        column.Write(content);
        return SaveSoonAsync();
    }

    private Task ChooseAsync(string model)
    {
        if (!_chosen.Remove(model))
            _chosen.Add(model);
        return ChangedAsync();
    }

    private Task SetValueAsync(string name, string? value)
    {
        _values[name] = value ?? "";
        return SaveSoonAsync();
    }

    private Task SetSettingsAsync(PromptSettings settings)
    {
        _settings = settings;
        return SaveSoonAsync();
    }

    // What stands beside what changed: the address follows, so that a reload or a shared link shows the same.
    private Task ChangedAsync()
    {
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["add"] = null, ["p"] = _columns.Select(column => column.Address).ToArray(), ["m"] = _chosen.Order().ToArray(),
        }), replace: true);
        return SaveSoonAsync();
    }

    private PlaygroundSheet Sheet() => new()
    {
        Prompts = [.. _columns.Select(column => column.Kept)], Models = [.. _chosen.Order()], Values = new Dictionary<string, string>(_values), Settings = _settings,
    };
}
