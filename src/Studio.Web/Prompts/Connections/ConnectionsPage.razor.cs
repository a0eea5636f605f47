using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Prompts.Connections;

public sealed partial class ConnectionsPage
{
    private readonly Dictionary<Guid, ConnectionTest> _tests = [];
    private IReadOnlyList<ConnectionRow>? _rows;
    private ConnectionFields? _form;
    private Guid? _testing;
    private Guid? _deleting;

    [Inject]
    public required ListConnections List { get; init; }

    [Inject]
    public required SaveConnection Save { get; init; }

    [Inject]
    public required TestConnection Test { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private bool MayAdd => Can(Permission.EditData);

    protected override async Task OnInitializedAsync() => _rows = await List.RunAsync(Actor, ProjectId);

    private void Open(ConnectionRow? row) => _form = new ConnectionFields(row);

    private async Task SavedAsync()
    {
        _form = null;
        _tests.Clear();
        _rows = await List.RunAsync(Actor, ProjectId);
    }

    private async Task TestAsync(ConnectionRow row)
    {
        _testing = row.Id;
        await Feedback.TryAsync(async () => _tests[row.Id] = await Test.RunAsync(Actor, ProjectId, row.Id));
        _testing = null;
    }

    private Task DeleteAsync(ConnectionRow row) => Feedback.TryAsync(async () =>
    {
        await Save.DeleteAsync(Actor, ProjectId, row.Id);
        (_deleting, _rows) = (null, await List.RunAsync(Actor, ProjectId));
    }, $"“{row.Name}” and its key are gone. Runs that used it keep their answers.");

    private static string PriceText(ModelDraft model, string currency) => model is { InputPrice: { } input, OutputPrice: { } output }
        ? string.Create(CultureInfo.InvariantCulture, $"{input:0.####} in, {output:0.####} out {currency} per million tokens") : "price not known";
}
