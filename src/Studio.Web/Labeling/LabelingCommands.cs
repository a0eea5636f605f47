using Studio.Core.Labeling.Sessions;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

/// <summary>Labeling sessions in the command palette.</summary>
internal sealed class LabelingCommands(ListLabelingSessions sessions) : ICommandSource
{
    public async Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel)
    {
        if (place.Project is not { } project)
            return [];
        var found = await sessions.RunAsync(place.Actor, project.Id, cancel);
        return [.. found.Where(s => s.Name.Contains(text, StringComparison.CurrentCultureIgnoreCase)).Take(20)
            .Select(s => new Command("Labeling", s.Name, place.To($"labeling/{s.Id}")))];
    }
}
