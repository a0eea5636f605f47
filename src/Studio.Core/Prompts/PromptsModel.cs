using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Prompts;

internal sealed class PromptsModel :
    IEntityTypeConfiguration<Prompt>, IEntityTypeConfiguration<PromptVersion>, IEntityTypeConfiguration<PromptLabel>, IEntityTypeConfiguration<PromptDraft>
{
    public void Configure(EntityTypeBuilder<Prompt> builder)
    {
        builder.Property(p => p.Name).HasMaxLength(80);
        builder.Property(p => p.Folder).HasMaxLength(700);
        builder.HasIndex(p => new { p.ProjectId, p.Name }).IsUnique();
        builder.HasOne(p => p.Project).WithMany().HasForeignKey(p => p.ProjectId);
    }

    public void Configure(EntityTypeBuilder<PromptVersion> builder)
    {
        builder.Property(v => v.Hash).HasMaxLength(64);
        builder.HasIndex(v => new { v.PromptId, v.Number }).IsUnique();
        builder.HasOne(v => v.Prompt).WithMany().HasForeignKey(v => v.PromptId);
    }

    public void Configure(EntityTypeBuilder<PromptLabel> builder)
    {
        builder.HasKey(l => new { l.PromptId, l.Name });
        builder.Property(l => l.Name).HasMaxLength(40);
        builder.HasOne<Prompt>().WithMany().HasForeignKey(l => l.PromptId);
    }

    public void Configure(EntityTypeBuilder<PromptDraft> builder)
    {
        builder.HasKey(d => new { d.PromptId, d.UserId });
        builder.HasOne<Prompt>().WithMany().HasForeignKey(d => d.PromptId);
    }
}
