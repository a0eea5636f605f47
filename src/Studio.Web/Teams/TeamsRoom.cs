using MudBlazor;
using Studio.Web.Shell;

namespace Studio.Web.Teams;

public sealed class TeamsRoom : IRoom
{
    public string Name => "Team";

    public int Order => 70;

    public string Icon => Icons.Material.Outlined.Groups;

    public string Path => "team";

    // The use cases of this room are those of the accounts, which are there before any room.
    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddScoped<ICommandSource, TeamCommands>();
}
