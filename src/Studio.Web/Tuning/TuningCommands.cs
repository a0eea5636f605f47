using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>Runs by name, and launching one, for the command palette.</summary>
public sealed class TuningCommands(ListRuns runs) : ICommandSource
{
    public async Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel)
    {
        if (place.Project is not { } project)
            return [];
        var found = await runs.RunAsync(place.Actor, project.Id, new RunFilter(Take: 19, Text: text), cancel);
        var commands = found.Rows.Select(r => new Command("Run", $"{r.Number} · {r.Name}", place.To($"tuning/{r.Number}"))).ToList();
        if (place.Can(Permission.Tune) && "launch a run".Contains(text, StringComparison.OrdinalIgnoreCase))
            commands.Add(new Command("Action", "Launch a run", place.To("tuning/new")));
        if ("devices: processor and gpus".Contains(text, StringComparison.OrdinalIgnoreCase))
            commands.Add(new Command("Page", "Devices: processor and GPUs", place.To("tuning/devices")));
        return commands;
    }
}
