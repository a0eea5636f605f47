using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Suggestions;

namespace Studio.Core.Labeling;

internal sealed class LabelingModel :
    IEntityTypeConfiguration<LabelSchema>, IEntityTypeConfiguration<SchemaLabel>, IEntityTypeConfiguration<LabelingSession>,
    IEntityTypeConfiguration<LabelingTask>, IEntityTypeConfiguration<AnnotationEvent>, IEntityTypeConfiguration<Annotation>,
    IEntityTypeConfiguration<LabelingSeat>, IEntityTypeConfiguration<LabelingLease>, IEntityTypeConfiguration<LabelSuggestion>
{
    public void Configure(EntityTypeBuilder<LabelSchema> schema)
    {
        schema.Property(s => s.Name).HasMaxLength(100);
        schema.HasOne(s => s.Project).WithMany().HasForeignKey(s => s.ProjectId);
        schema.HasMany(s => s.Labels).WithOne().HasForeignKey(l => l.SchemaId);
    }

    public void Configure(EntityTypeBuilder<SchemaLabel> label)
    {
        label.Property(l => l.Name).HasMaxLength(200);
        label.Property(l => l.Color).HasMaxLength(7);
        label.Property(l => l.Key).HasMaxLength(1);
        label.HasIndex(l => new { l.SchemaId, l.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<LabelingSession> session)
    {
        session.Property(s => s.Name).HasMaxLength(100);
        session.Property(s => s.SuggestModel).HasMaxLength(100);
        session.HasIndex(s => new { s.ProjectId, s.Name }).IsUnique();
        session.HasOne(s => s.Project).WithMany().HasForeignKey(s => s.ProjectId);
        session.HasOne(s => s.Dataset).WithMany().HasForeignKey(s => s.DatasetId);
        session.HasOne(s => s.Schema).WithMany().HasForeignKey(s => s.SchemaId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<LabelingTask> task)
    {
        task.HasOne<LabelingSession>().WithMany().HasForeignKey(t => t.SessionId);
        task.HasOne(t => t.Example).WithMany().HasForeignKey(t => t.ExampleId);
        task.HasIndex(t => new { t.SessionId, t.ExampleId }).IsUnique();
        task.HasIndex(t => new { t.SessionId, t.State, t.Id });
    }

    public void Configure(EntityTypeBuilder<AnnotationEvent> entry)
    {
        entry.HasOne<LabelingTask>().WithMany().HasForeignKey(e => e.TaskId);
        entry.Property(e => e.SuggestedBy).HasMaxLength(ShownSuggestion.MaxSource);
        entry.HasIndex(e => e.Key).IsUnique();
        entry.HasIndex(e => new { e.SessionId, e.UserId, e.Id });
    }

    public void Configure(EntityTypeBuilder<Annotation> annotation)
    {
        annotation.HasKey(a => new { a.TaskId, a.UserId });
        annotation.Property(a => a.SuggestedBy).HasMaxLength(ShownSuggestion.MaxSource);
        annotation.HasOne<LabelingTask>().WithMany().HasForeignKey(a => a.TaskId);
        annotation.HasIndex(a => new { a.TaskId, a.Slot }).IsUnique();
        annotation.HasIndex(a => new { a.SessionId, a.UserId, a.At });
    }

    public void Configure(EntityTypeBuilder<LabelSuggestion> suggestion)
    {
        suggestion.HasKey(s => s.TaskId);
        suggestion.Property(s => s.TaskId).ValueGeneratedNever();
        suggestion.HasOne<LabelingTask>().WithOne().HasForeignKey<LabelSuggestion>(s => s.TaskId);
        suggestion.HasIndex(s => new { s.SessionId, s.ChoiceId, s.Outcome });
    }

    public void Configure(EntityTypeBuilder<LabelingSeat> seat)
    {
        seat.HasIndex(s => s.SessionId);
        seat.HasMany(s => s.Leases).WithOne(l => l.Seat).HasForeignKey(l => l.SeatId);
    }

    public void Configure(EntityTypeBuilder<LabelingLease> lease)
    {
        lease.HasKey(l => new { l.TaskId, l.SeatId });
        lease.HasOne<LabelingTask>().WithMany().HasForeignKey(l => l.TaskId);
    }
}
