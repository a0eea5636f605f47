using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Models.Serving.Limits;

namespace Studio.Web.Teams;

public sealed partial class UsagePage
{
    private TeamUsage? _usage;

    [Inject]
    public required ReadUsage Read { get; init; }

    protected override async Task OnInitializedAsync() => _usage = await Read.RunAsync(Actor, Place.Project!.TeamId);

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Of(long limit, string when) => limit == 0 ? "(no limit)" : $"of {Count(limit)} {when}";

    private static string Limit(long limit, string what) => limit == 0 ? $"{what} without a limit" : $"{Count(limit)} {what}";
}
