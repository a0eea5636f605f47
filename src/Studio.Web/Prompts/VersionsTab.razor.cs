using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Writing;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>Every version with its author and message, and what differs between any two; both stand in the address.</summary>
public sealed partial class VersionsTab
{
    private PromptDiff? _diff;
    private (int Left, int Right) _shown;
    private string? _problem;
    private bool _busy;

    [CascadingParameter]
    public required PromptView View { get; set; }

    [Inject]
    public required ReadPrompt Read { get; init; }

    [Inject]
    public required PublishVersion Publish { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public int? From { get; set; }

    [SupplyParameterFromQuery]
    public int? To { get; set; }

    private int Right => To ?? View.Page.LatestNumber;

    private int Left => From ?? Math.Max(1, Right - 1);

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (Left, Right))
            return;
        var wanted = (Left, Right);
        try
        {
            var older = await Read.ContentAsync(View.Actor, View.Id, Left);
            var newer = await Read.ContentAsync(View.Actor, View.Id, Right);
            // Two long texts without a common word take a while; the page stays alive meanwhile.
            var diff = await Task.Run(() => PromptDiff.Of(older, newer));
            (_diff, _problem) = (diff, null);
        }
        catch (NotFoundException)
        {
            (_diff, _problem) = (null, $"This prompt has versions 1 to {View.Page.LatestNumber}.");
        }

        _shown = wanted;
    }

    private static int Number(ChangeEventArgs e) => int.Parse(e.Value!.ToString()!, CultureInfo.InvariantCulture);

    private string Link(int from, int to) => View.To($"versions?from={from}&to={to}");

    private void Go(int from, int to) => Navigation.NavigateTo(Link(from, to), replace: true);

    private async Task RestoreAsync()
    {
        _busy = true;
        var (number, newest) = (Right, 0);
        if (await Feedback.TryAsync(async () => newest = await Publish.RestoreAsync(View.Actor, View.Id, number)))
        {
            Feedback.Say($"Version {newest} holds what version {number} held. Labels stay where they are.");
            Go(number, newest);
        }

        _busy = false;
    }
}
