using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Devices;

namespace Studio.Core.Tuning.Devices;

/// <summary>What this server trains on. Places in its file system are told only to those who administer the team.</summary>
public sealed class ShowDevices(IDbContextFactory<StudioDb> contexts)
{
    public async Task<MachineDevices> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var project = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        // Loading libtorch takes about a second the first time.
        var devices = await Task.Run(MachineDevices.Read, cancel);
        return project.Role.Allows(Permission.Administer) ? devices : devices with { Torch = devices.Torch with { Folder = null } };
    }
}
