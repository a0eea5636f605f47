using Microsoft.EntityFrameworkCore;
using Studio.Core.Prompts;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Prompt> Prompts => Set<Prompt>();
    public DbSet<PromptVersion> PromptVersions => Set<PromptVersion>();
    public DbSet<PromptLabel> PromptLabels => Set<PromptLabel>();
    public DbSet<PromptDraft> PromptDrafts => Set<PromptDraft>();
}
