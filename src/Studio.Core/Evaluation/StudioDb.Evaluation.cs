using Microsoft.EntityFrameworkCore;
using Studio.Core.Evaluation;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Scorecard> Scorecards => Set<Scorecard>();
    public DbSet<ScorecardRow> ScorecardRows => Set<ScorecardRow>();
}
