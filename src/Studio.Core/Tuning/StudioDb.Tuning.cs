using Microsoft.EntityFrameworkCore;
using Studio.Core.Tuning;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Run> Runs => Set<Run>();
    public DbSet<RunPoint> RunPoints => Set<RunPoint>();
    public DbSet<RunEvaluation> RunEvaluations => Set<RunEvaluation>();
    public DbSet<RunLogEntry> RunLogEntries => Set<RunLogEntry>();
    public DbSet<LaunchDraft> LaunchDrafts => Set<LaunchDraft>();
}
