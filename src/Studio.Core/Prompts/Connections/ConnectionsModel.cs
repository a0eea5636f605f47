using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

internal sealed class ConnectionsModel : IEntityTypeConfiguration<ModelConnection>, IEntityTypeConfiguration<ConnectionModel>
{
    public void Configure(EntityTypeBuilder<ModelConnection> builder)
    {
        builder.Property(c => c.Name).HasMaxLength(Names.Longest);
        builder.Property(c => c.BaseUrl).HasMaxLength(500);
        builder.Property(c => c.Currency).HasMaxLength(3);
        builder.HasIndex(c => new { c.TeamId, c.Name }).IsUnique();
        builder.HasOne<Team>().WithMany().HasForeignKey(c => c.TeamId);
        builder.HasOne<Project>().WithMany().HasForeignKey(c => c.ProjectId);
        builder.HasMany(c => c.Models).WithOne().HasForeignKey(m => m.ConnectionId);
    }

    public void Configure(EntityTypeBuilder<ConnectionModel> builder)
    {
        builder.HasKey(m => new { m.ConnectionId, m.Name });
        builder.Property(m => m.Name).HasMaxLength(200);
    }
}
