using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Prompts.Labels;
using Studio.Core.Prompts.Playground;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>The tables around prompts: what happens to labels, who uses them, what people try and tick.</summary>
internal sealed class PromptsUseModel :
    IEntityTypeConfiguration<PromptLabelMove>, IEntityTypeConfiguration<PromptUse>, IEntityTypeConfiguration<PromptTick>,
    IEntityTypeConfiguration<PromptSample>, IEntityTypeConfiguration<PlaygroundState>
{
    public void Configure(EntityTypeBuilder<PromptLabelMove> builder)
    {
        builder.Property(m => m.Label).HasMaxLength(40);
        builder.HasIndex(m => new { m.PromptId, m.At });
        builder.HasOne<Prompt>().WithMany().HasForeignKey(m => m.PromptId);
    }

    public void Configure(EntityTypeBuilder<PromptUse> builder)
    {
        builder.HasKey(u => new { u.PromptId, u.CallerId, u.Asked });
        builder.Property(u => u.Asked).HasMaxLength(40);
        builder.HasOne<Prompt>().WithMany().HasForeignKey(u => u.PromptId);
    }

    public void Configure(EntityTypeBuilder<PromptTick> builder)
    {
        builder.HasKey(t => new { t.PromptId, t.Item, t.UserId });
        builder.Property(t => t.Item).HasMaxLength(40);
        builder.HasOne<Prompt>().WithMany().HasForeignKey(t => t.PromptId);
    }

    public void Configure(EntityTypeBuilder<PromptSample> builder)
    {
        builder.HasKey(s => new { s.PromptId, s.UserId });
        builder.HasOne<Prompt>().WithMany().HasForeignKey(s => s.PromptId);
    }

    public void Configure(EntityTypeBuilder<PlaygroundState> builder)
    {
        builder.HasKey(s => new { s.ProjectId, s.UserId });
        builder.HasOne<Project>().WithMany().HasForeignKey(s => s.ProjectId);
    }
}
