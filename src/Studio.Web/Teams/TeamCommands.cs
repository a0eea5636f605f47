using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Teams;

public sealed class TeamCommands : ICommandSource
{
    public Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel)
    {
        List<Command> commands = [new("Page", "Members of the team", place.To("team")), new("Page", "Notifications", place.To("notifications"))];
        if (place.Can(Permission.Administer))
            commands.AddRange([new("Page", "API keys", place.To("team/keys")), new("Page", "Usage of models by programs", place.To("team/usage")), new("Page", "Projects of the team", place.To("team/projects")), new("Page", "Audit trail", place.To("team/audit"))]);
        return Task.FromResult<IReadOnlyList<Command>>(commands.FindAll(command => command.Title.Contains(text, StringComparison.OrdinalIgnoreCase)));
    }
}
