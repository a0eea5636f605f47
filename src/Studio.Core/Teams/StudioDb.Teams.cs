using Microsoft.EntityFrameworkCore;
using Studio.Core.Teams;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
}
