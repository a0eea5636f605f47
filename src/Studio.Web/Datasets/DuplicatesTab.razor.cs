using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Duplicates;

namespace Studio.Web.Datasets;

/// <summary>Groups of texts that are equal or alike, and what to do about them. Which groups and which page stand in the address.</summary>
public sealed partial class DuplicatesTab
{
    private const int GroupsOnPage = 20;

    private static readonly (DuplicateView View, string Name)[] Views =
    [
        (DuplicateView.Open, "All"), (DuplicateView.Leaks, "Across splits"), (DuplicateView.Contradictions, "Labels disagree"), (DuplicateView.Dismissed, "Not duplicates"),
    ];

    private DuplicateReport? _report;
    private IReadOnlyList<DuplicateGroupLine> _page = [];
    private ILookup<int, DuplicateText>? _members;
    private (long Version, DuplicateView View, int Page)? _shown;
    private bool _read;
    private int _threshold = 80, _size = 5;
    private ShingleUnit _unit;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    [SupplyParameterFromQuery(Name = "groups")]
    public string? Which { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    private DuplicateView Shown => Enum.TryParse<DuplicateView>(Which, ignoreCase: true, out var view) ? view : DuplicateView.Open;

    private int Pages => Math.Max(1, ((_report?.Count(Shown) ?? 0) + GroupsOnPage - 1) / GroupsOnPage);

    private int PageShown => Math.Clamp(Page ?? 1, 1, Pages);

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (View.Version, Shown, Page ?? 1))
            return;
        _shown = (View.Version, Shown, Page ?? 1);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var report = await Read.RunAsync(View.Actor, View.Id);
        if (report is not null && !_read)
            (_threshold, _unit, _size) = ((int)Math.Round(100 * report.Settings.Threshold), report.Settings.Unit, report.Settings.Size);
        (_report, _read) = (report, true);
        var page = report is null ? [] : report.Groups.Where(g => g.IsIn(Shown)).Skip((PageShown - 1) * GroupsOnPage).Take(GroupsOnPage).ToList();
        _members = report is null ? null : await Read.MembersAsync(View.Actor, View.Id, report.SearchId, page.ConvertAll(g => g.Number));
        _page = page;
    }

    private async Task SearchAsync()
    {
        if (await Feedback.TryAsync(() => Find.StartAsync(View.Actor, View.Id, new DuplicateSettings(_threshold / 100.0, _unit, _size))))
            await ReadAsync();
    }

    private async Task DoAsync(Func<Task<Guid>> action, string done)
    {
        var step = Guid.Empty;
        if (!await Feedback.TryAsync(async () => step = await action()))
            return;
        if (step == Guid.Empty)
            Feedback.Say(done);
        else
            Feedback.Undoable(done, Undo, View.Actor, step);
        await ReadAsync();
    }

    private string Link(DuplicateView view, int page) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["groups"] = view == DuplicateView.Open ? null : view.ToString().ToLowerInvariant(), ["page"] = page == 1 ? null : page,
    });
}
