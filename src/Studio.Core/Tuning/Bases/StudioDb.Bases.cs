using Microsoft.EntityFrameworkCore;
using Studio.Core.Tuning.Bases;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<TeamBaseModel> BaseModels => Set<TeamBaseModel>();
    public DbSet<BaseModelFile> BaseModelFiles => Set<BaseModelFile>();
}
