using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Tuning;

internal sealed class TuningModel :
    IEntityTypeConfiguration<Run>, IEntityTypeConfiguration<RunPoint>, IEntityTypeConfiguration<RunEvaluation>, IEntityTypeConfiguration<RunLogEntry>,
    IEntityTypeConfiguration<LaunchDraft>, IEntityTypeConfiguration<RunIntervention>
{
    public void Configure(EntityTypeBuilder<Run> run)
    {
        run.Property(r => r.Name).HasMaxLength(100);
        run.Property(r => r.SnapshotHash).HasMaxLength(64);
        run.Property(r => r.WeightsSha256).HasMaxLength(64);
        run.Property(r => r.WorkerId).HasMaxLength(200);
        run.Property(r => r.Device).HasMaxLength(100);
        run.HasIndex(r => new { r.ProjectId, r.Number }).IsUnique();
        run.HasIndex(r => new { r.State, r.QueuedAt });
        run.HasIndex(r => r.WeightsSha256);
        run.HasOne(r => r.Project).WithMany().HasForeignKey(r => r.ProjectId);
        run.HasOne(r => r.Snapshot).WithMany().HasForeignKey(r => r.SnapshotId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<RunPoint> point)
    {
        point.HasKey(p => new { p.RunId, p.Sequence });
        point.HasOne<Run>().WithMany().HasForeignKey(p => p.RunId);
    }

    public void Configure(EntityTypeBuilder<RunEvaluation> evaluation)
    {
        evaluation.HasKey(e => new { e.RunId, e.Sequence });
        evaluation.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId);
    }

    public void Configure(EntityTypeBuilder<RunLogEntry> entry)
    {
        entry.HasKey(e => new { e.RunId, e.Sequence });
        entry.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId);
    }

    public void Configure(EntityTypeBuilder<RunIntervention> intervention)
    {
        intervention.Property(i => i.Refusal).HasMaxLength(1000);
        intervention.HasIndex(i => new { i.RunId, i.At });
        intervention.HasOne<Run>().WithMany().HasForeignKey(i => i.RunId);
    }

    public void Configure(EntityTypeBuilder<LaunchDraft> draft) => draft.HasKey(d => new { d.ProjectId, d.UserId });
}
