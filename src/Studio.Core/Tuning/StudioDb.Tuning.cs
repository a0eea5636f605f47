using Microsoft.EntityFrameworkCore;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Run> Runs => Set<Run>();
    public DbSet<RunIntervention> RunInterventions => Set<RunIntervention>();
    public DbSet<RunPoint> RunPoints => Set<RunPoint>();
    public DbSet<RunEvaluation> RunEvaluations => Set<RunEvaluation>();
    public DbSet<RunLogEntry> RunLogEntries => Set<RunLogEntry>();
    public DbSet<LaunchDraft> LaunchDrafts => Set<LaunchDraft>();
}
