using Studio.Core.Labeling;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

/// <summary>How far labeling is, and which sessions wait for this person.</summary>
internal sealed class LabelingHome(ListLabelingSessions sessions) : IHomeSection
{
    public async Task<HomeReport> ReportAsync(Place place, CancellationToken cancel)
    {
        var all = await sessions.RunAsync(place.Actor, place.Project!.Id, cancel);
        var open = all.Where(s => s.State == LabelingSessionState.Open && s.Settled < s.Total).ToList();
        List<Waiting> waiting = place.Can(Permission.Label) ? Waiting(place, open) : [];
        if (place.Can(Permission.Review))
        {
            waiting.AddRange(all.Where(s => s.Disputed > 0).Take(5).Select(s =>
                new Waiting($"“{s.Name}”: {s.Disputed:N0} disagreements want a decision.", "Decide", place.To($"labeling/{s.Id}/disagreements"))));
        }

        return new HomeReport([Stage(place, all, open)], waiting);
    }

    private static StageReport Stage(Place place, IReadOnlyList<LabelingSessionLine> all, List<LabelingSessionLine> open)
    {
        if (all.Count == 0)
        {
            return new StageReport(Shell.Stage.Label, StageState.NotStarted, "No session yet", "Ask people the same question about examples, one key an answer.",
                "Set up labeling", place.To("labeling/new"));
        }

        var (total, settled) = (all.Sum(s => s.Total), all.Sum(s => s.Settled));
        return new StageReport(Shell.Stage.Label, open.Count == 0 ? StageState.Done : StageState.Underway, $"{settled:N0} of {total:N0} labeled",
            open.Count == 0 ? "Every session is finished." : open.Count == 1 ? $"“{open[0].Name}” is open." : $"{open.Count} sessions are open.",
            open.Count == 0 ? "See the sessions" : "Label", open.Count == 1 ? place.To($"labeling/{open[0].Id}/label") : place.To("labeling"));
    }

    private static List<Waiting> Waiting(Place place, List<LabelingSessionLine> open) =>
    [
        .. open.Take(5).Select(s => new Waiting($"“{s.Name}” wants answers: {s.Total - s.Settled:N0} examples are left.", "Label", place.To($"labeling/{s.Id}/label"))),
    ];
}
