using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Teams;

namespace Studio.Core.Tuning.Bases;

internal sealed class BasesModel : IEntityTypeConfiguration<TeamBaseModel>, IEntityTypeConfiguration<BaseModelFile>
{
    public void Configure(EntityTypeBuilder<TeamBaseModel> model)
    {
        model.Property(m => m.Name).HasMaxLength(Names.Longest);
        model.Property(m => m.Origin).HasMaxLength(1000);
        model.Property(m => m.Hub).HasMaxLength(500);
        model.Property(m => m.Revision).HasMaxLength(200);
        model.Property(m => m.Commit).HasMaxLength(64);
        model.Property(m => m.Fingerprint).HasMaxLength(300);
        model.Property(m => m.Digest).HasMaxLength(64);
        model.Property(m => m.Stamp).HasMaxLength(64);
        model.Property(m => m.Licence).HasMaxLength(200);
        model.HasIndex(m => new { m.TeamId, m.Name }).IsUnique();
        model.HasIndex(m => m.State);
        model.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId);
        model.HasOne<Project>().WithMany().HasForeignKey(m => m.ProjectId);
        model.HasMany(m => m.Files).WithOne().HasForeignKey(f => f.BaseModelId);
    }

    public void Configure(EntityTypeBuilder<BaseModelFile> file)
    {
        file.HasKey(f => new { f.BaseModelId, f.Name });
        file.Property(f => f.Name).HasMaxLength(255);
        file.Property(f => f.Sha256).HasMaxLength(64);
        file.Property(f => f.GitId).HasMaxLength(64);
        file.Property(f => f.ETag).HasMaxLength(300);
    }
}
