using Microsoft.EntityFrameworkCore;
using Studio.Core.Prompts.Runs;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<PromptRun> PromptRuns => Set<PromptRun>();
    public DbSet<PromptRunRow> PromptRunRows => Set<PromptRunRow>();
}
