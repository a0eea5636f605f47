using Microsoft.EntityFrameworkCore;
using Studio.Core.Prompts.Connections;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<ModelConnection> ModelConnections => Set<ModelConnection>();
    public DbSet<ConnectionModel> ConnectionModels => Set<ConnectionModel>();
}
