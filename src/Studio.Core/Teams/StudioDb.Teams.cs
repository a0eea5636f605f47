using Microsoft.EntityFrameworkCore;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
    public DbSet<Notification> Notifications => Set<Notification>();
    public DbSet<Watcher> Watchers => Set<Watcher>();

    /// <summary>Whose bells ring once this is on disk.</summary>
    internal HashSet<Guid> Notified { get; } = [];
}
