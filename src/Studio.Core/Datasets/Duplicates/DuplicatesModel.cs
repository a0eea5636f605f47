using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Datasets.Duplicates;

internal sealed class DuplicatesModel :
    IEntityTypeConfiguration<DuplicateSearch>, IEntityTypeConfiguration<DuplicateGroup>, IEntityTypeConfiguration<DuplicateMember>,
    IEntityTypeConfiguration<DismissedDuplicate>
{
    public void Configure(EntityTypeBuilder<DuplicateSearch> search)
    {
        search.HasOne<Dataset>().WithMany().HasForeignKey(s => s.DatasetId);
        search.HasIndex(s => new { s.DatasetId, s.StartedAt });
    }

    public void Configure(EntityTypeBuilder<DuplicateGroup> group)
    {
        group.HasKey(g => new { g.SearchId, g.Number });
        group.Property(g => g.Key).HasMaxLength(32);
        group.HasOne<DuplicateSearch>().WithMany().HasForeignKey(g => g.SearchId);
    }

    public void Configure(EntityTypeBuilder<DuplicateMember> member)
    {
        member.HasKey(m => new { m.SearchId, m.Number, m.ExampleId });
        member.HasOne<DuplicateSearch>().WithMany().HasForeignKey(m => m.SearchId);
    }

    public void Configure(EntityTypeBuilder<DismissedDuplicate> dismissed)
    {
        dismissed.HasKey(d => new { d.DatasetId, d.Key });
        dismissed.Property(d => d.Key).HasMaxLength(32);
        dismissed.HasOne<Dataset>().WithMany().HasForeignKey(d => d.DatasetId);
    }
}
