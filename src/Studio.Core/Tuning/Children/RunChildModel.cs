using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Tuning.Children;

internal sealed class RunChildModel : IEntityTypeConfiguration<RunChild>
{
    public void Configure(EntityTypeBuilder<RunChild> child)
    {
        child.HasKey(c => new { c.RunId, c.Number });
        child.HasOne<Run>().WithMany().HasForeignKey(c => c.RunId);
    }
}
