using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Prompts.Runs;

internal sealed class PromptRunsModel : IEntityTypeConfiguration<PromptRun>, IEntityTypeConfiguration<PromptRunRow>
{
    public void Configure(EntityTypeBuilder<PromptRun> run)
    {
        run.Property(r => r.Name).HasMaxLength(200);
        run.Property(r => r.PromptHash).HasMaxLength(64);
        run.Property(r => r.SnapshotHash).HasMaxLength(64);
        run.Property(r => r.ModelId).HasMaxLength(300);
        run.Property(r => r.ModelName).HasMaxLength(200);
        run.Property(r => r.Currency).HasMaxLength(3);
        run.HasIndex(r => new { r.ProjectId, r.Number }).IsUnique();
        run.HasIndex(r => r.State);
        run.HasIndex(r => r.PromptId);
        run.HasOne(r => r.Project).WithMany().HasForeignKey(r => r.ProjectId);
        run.HasOne(r => r.Snapshot).WithMany().HasForeignKey(r => r.SnapshotId).OnDelete(DeleteBehavior.Restrict);
        run.HasOne(r => r.Prompt).WithMany().HasForeignKey(r => r.PromptId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<PromptRunRow> row)
    {
        row.HasKey(r => new { r.RunId, r.Position });
        row.HasOne<PromptRun>().WithMany().HasForeignKey(r => r.RunId);
        row.HasIndex(r => new { r.RunId, r.Outcome, r.Position });
    }
}
