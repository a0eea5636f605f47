using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Teams;

namespace Studio.Core.Models.Serving.Limits;

internal sealed class KeyUsageModel : IEntityTypeConfiguration<KeyUsage>
{
    public void Configure(EntityTypeBuilder<KeyUsage> usage)
    {
        usage.HasKey(u => new { u.KeyId, u.Day, u.Model });
        usage.Property(u => u.Model).HasMaxLength(200);
        usage.HasIndex(u => new { u.TeamId, u.Day });
        usage.HasOne<ApiKey>().WithMany().HasForeignKey(u => u.KeyId);
    }
}
