using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Evaluation;

internal sealed class EvaluationModel : IEntityTypeConfiguration<Scorecard>, IEntityTypeConfiguration<ScorecardRow>
{
    public void Configure(EntityTypeBuilder<Scorecard> scorecard)
    {
        scorecard.Property(s => s.SnapshotHash).HasMaxLength(64);
        scorecard.Property(s => s.ContenderKey).HasMaxLength(64);
        scorecard.Property(s => s.Name).HasMaxLength(200);
        scorecard.HasOne<Project>().WithMany().HasForeignKey(s => s.ProjectId);
        scorecard.HasIndex(s => new { s.ProjectId, s.SnapshotHash, s.Split, s.ContenderKey }).IsUnique();
        scorecard.Property(s => s.Currency).HasMaxLength(3);
        scorecard.HasIndex(s => s.PromptRunId);
        scorecard.HasOne<Run>().WithMany().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<ScorecardRow> row)
    {
        row.HasKey(r => new { r.ScorecardId, r.Position });
        row.HasOne<Scorecard>().WithMany().HasForeignKey(r => r.ScorecardId);
        row.HasIndex(r => new { r.ScorecardId, r.Label, r.Prediction, r.Position });
        row.HasIndex(r => new { r.ScorecardId, r.IsCorrect, r.Confidence });
    }
}
