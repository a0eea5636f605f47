using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Datasets;
using Studio.Core.Evaluation;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Models;

internal sealed class ModelsModel :
    IEntityTypeConfiguration<RegisteredModel>, IEntityTypeConfiguration<ModelVersion>,
    IEntityTypeConfiguration<ModelReview>, IEntityTypeConfiguration<ModelComment>
{
    public void Configure(EntityTypeBuilder<RegisteredModel> model)
    {
        model.Property(m => m.Name).HasMaxLength(64);
        model.HasOne(m => m.Project).WithMany().HasForeignKey(m => m.ProjectId);
        model.HasOne<Dataset>().WithMany().HasForeignKey(m => m.DatasetId);
        model.HasIndex(m => new { m.TeamId, m.Name }).IsUnique();
        model.HasIndex(m => new { m.ProjectId, m.DatasetId }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ModelVersion> version)
    {
        version.Property(v => v.Digest).HasMaxLength(64);
        version.Property(v => v.SnapshotHash).HasMaxLength(64);
        version.Property(v => v.State).IsConcurrencyToken();
        version.HasOne(v => v.Model).WithMany().HasForeignKey(v => v.ModelId);
        version.HasOne<Scorecard>().WithMany().HasForeignKey(v => v.ScorecardId).OnDelete(DeleteBehavior.Restrict);
        version.HasMany(v => v.Reviews).WithOne().HasForeignKey(r => r.VersionId);
        version.HasIndex(v => new { v.ModelId, v.Number }).IsUnique();
        version.HasOne<Run>().WithMany().HasForeignKey(v => v.RunId).OnDelete(DeleteBehavior.Restrict);
        version.HasIndex(v => v.RunId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ModelReview> review)
    {
        review.Property(r => r.Digest).HasMaxLength(64);
        review.Property(r => r.Message).HasMaxLength(4000);
        review.Property(r => r.Comment).HasMaxLength(4000);
        review.HasIndex(r => new { r.VersionId, r.Round }).IsUnique();
        review.HasOne<User>().WithMany().HasForeignKey(r => r.RequestedById);
    }

    public void Configure(EntityTypeBuilder<ModelComment> comment)
    {
        comment.Property(c => c.Text).HasMaxLength(4000);
        comment.HasOne<ModelVersion>().WithMany().HasForeignKey(c => c.VersionId);
        comment.HasOne<User>().WithMany().HasForeignKey(c => c.UserId);
        comment.HasIndex(c => new { c.VersionId, c.At });
    }
}
