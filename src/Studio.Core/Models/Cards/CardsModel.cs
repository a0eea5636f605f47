using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Teams;

namespace Studio.Core.Models.Cards;

internal sealed class CardsModel : IEntityTypeConfiguration<ModelCardText>, IEntityTypeConfiguration<ModelCardDraft>, IEntityTypeConfiguration<ReviewTick>
{
    public void Configure(EntityTypeBuilder<ModelCardText> text)
    {
        text.HasIndex(t => new { t.VersionId, t.Number }).IsUnique();
        text.HasOne<ModelVersion>().WithMany().HasForeignKey(t => t.VersionId);
        text.HasOne<User>().WithMany().HasForeignKey(t => t.AuthorId);
    }

    public void Configure(EntityTypeBuilder<ModelCardDraft> draft)
    {
        draft.HasKey(d => new { d.VersionId, d.UserId });
        draft.HasOne<ModelVersion>().WithMany().HasForeignKey(d => d.VersionId);
    }

    public void Configure(EntityTypeBuilder<ReviewTick> tick)
    {
        tick.HasKey(t => new { t.VersionId, t.Question, t.UserId });
        tick.Property(t => t.Question).HasMaxLength(40);
        tick.HasOne<ModelVersion>().WithMany().HasForeignKey(t => t.VersionId);
        tick.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
    }
}
