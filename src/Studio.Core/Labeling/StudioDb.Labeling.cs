using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Suggestions;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<LabelSchema> LabelSchemas => Set<LabelSchema>();
    public DbSet<SchemaLabel> SchemaLabels => Set<SchemaLabel>();
    public DbSet<LabelingSession> LabelingSessions => Set<LabelingSession>();
    public DbSet<LabelingTask> LabelingTasks => Set<LabelingTask>();
    public DbSet<AnnotationEvent> AnnotationEvents => Set<AnnotationEvent>();
    public DbSet<Annotation> Annotations => Set<Annotation>();
    public DbSet<LabelingSeat> LabelingSeats => Set<LabelingSeat>();
    public DbSet<LabelingLease> LabelingLeases => Set<LabelingLease>();
    public DbSet<LabelSuggestion> LabelSuggestions => Set<LabelSuggestion>();
}
