using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Duplicates;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<DuplicateSearch> DuplicateSearches => Set<DuplicateSearch>();
    public DbSet<DuplicateGroup> DuplicateGroups => Set<DuplicateGroup>();
    public DbSet<DuplicateMember> DuplicateMembers => Set<DuplicateMember>();
    public DbSet<DismissedDuplicate> DismissedDuplicates => Set<DismissedDuplicate>();
}
