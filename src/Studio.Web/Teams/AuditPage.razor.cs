using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Teams;

/// <summary>Who changed what, when. The filters stand in the address, so that a finding can be sent to somebody.</summary>
public sealed partial class AuditPage
{
    private List<AuditLine>? _lines;
    private AuditChoices? _choices;
    private bool _more;

    [SupplyParameterFromQuery]
    public string? Who { get; set; }

    [SupplyParameterFromQuery]
    public string? About { get; set; }

    [SupplyParameterFromQuery]
    public string? Project { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Words { get; set; }

    [Inject]
    public required ReadAudit Audit { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private Guid TeamId => Place.Project!.TeamId;

    protected override async Task OnParametersSetAsync()
    {
        _choices ??= await Audit.ChoicesAsync(Actor, TeamId);
        Take([], await Audit.RunAsync(Actor, TeamId, Filter()));
    }

    private Task OlderAsync() => Feedback.TryAsync(async () => Take(_lines!, await Audit.RunAsync(Actor, TeamId, Filter(), _lines![^1].Id)));

    private void Take(List<AuditLine> before, IReadOnlyList<AuditLine> page) => (_lines, _more) = ([.. before, .. page], page.Count == ReadAudit.PageSize);

    // What somebody mistyped into the address filters nothing.
    private AuditFilter Filter() => new(Id(Who), About, Id(Project), Day(From), Day(To), Words);

    private void Go(string part, ChangeEventArgs change)
    {
        var value = change.Value?.ToString();
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(part, string.IsNullOrWhiteSpace(value) ? null : value.Trim()), replace: true);
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
