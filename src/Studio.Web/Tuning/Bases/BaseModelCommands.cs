using Studio.Core.Teams;
using Studio.Core.Tuning.Bases;
using Studio.Web.Shell;

namespace Studio.Web.Tuning.Bases;

/// <summary>Base models by name, and adding one, for the command palette.</summary>
public sealed class BaseModelCommands(ListBaseModels models) : ICommandSource
{
    public async Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel)
    {
        if (place.Project is not { } project)
            return [];
        var found = await models.RunAsync(place.Actor, project.Id, text, cancel);
        var commands = found.Rows.Take(18).Select(m => new Command("Base model", m.Name, place.To($"tuning/bases/{m.Id}"))).ToList();
        if ("base models".Contains(text, StringComparison.OrdinalIgnoreCase))
            commands.Add(new Command("Page", "Base models", place.To("tuning/bases")));
        if (place.Can(Permission.Tune) && "add a base model".Contains(text, StringComparison.OrdinalIgnoreCase))
            commands.Add(new Command("Action", "Add a base model", place.To("tuning/bases/new")));
        return commands;
    }
}
