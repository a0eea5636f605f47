using Microsoft.EntityFrameworkCore;
using Studio.Core.Tuning.Children;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<RunChild> RunChildren => Set<RunChild>();
}
