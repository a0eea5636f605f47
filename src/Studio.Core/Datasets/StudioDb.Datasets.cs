using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Dataset> Datasets => Set<Dataset>();
    public DbSet<Example> Examples => Set<Example>();
    public DbSet<Snapshot> Snapshots => Set<Snapshot>();
}
