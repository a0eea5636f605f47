using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Teams;

internal sealed class TeamsModel :
    IEntityTypeConfiguration<User>, IEntityTypeConfiguration<Team>, IEntityTypeConfiguration<Membership>,
    IEntityTypeConfiguration<Project>, IEntityTypeConfiguration<ApiKey>, IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<User> user) => user.Property(u => u.DisplayName).HasMaxLength(100);

    public void Configure(EntityTypeBuilder<Team> team) => team.Property(t => t.Name).HasMaxLength(100);

    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.HasKey(m => new { m.TeamId, m.UserId });
        membership.HasIndex(m => m.UserId);
    }

    public void Configure(EntityTypeBuilder<Project> project)
    {
        project.Property(p => p.Name).HasMaxLength(100);
        project.HasIndex(p => new { p.TeamId, p.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.Property(k => k.Name).HasMaxLength(100);
        key.HasIndex(k => k.Hash).IsUnique();
        key.HasIndex(k => k.TeamId);
    }

    public void Configure(EntityTypeBuilder<AuditEvent> entry)
    {
        entry.Property(e => e.Action).HasMaxLength(64);
        entry.HasIndex(e => new { e.TeamId, e.Id });
        entry.HasIndex(e => new { e.ObjectId, e.Id });
    }
}
