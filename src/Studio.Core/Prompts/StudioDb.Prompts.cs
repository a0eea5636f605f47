using Microsoft.EntityFrameworkCore;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Labels;
using Studio.Core.Prompts.Playground;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Prompt> Prompts => Set<Prompt>();
    public DbSet<PromptVersion> PromptVersions => Set<PromptVersion>();
    public DbSet<PromptLabel> PromptLabels => Set<PromptLabel>();
    public DbSet<PromptLabelMove> PromptLabelMoves => Set<PromptLabelMove>();
    public DbSet<PromptUse> PromptUses => Set<PromptUse>();
    public DbSet<PromptDraft> PromptDrafts => Set<PromptDraft>();
    public DbSet<PromptTick> PromptTicks => Set<PromptTick>();
    public DbSet<PromptSample> PromptSamples => Set<PromptSample>();
    public DbSet<PlaygroundState> PlaygroundStates => Set<PlaygroundState>();
}
