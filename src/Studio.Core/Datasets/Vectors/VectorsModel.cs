using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Datasets.Vectors;

internal sealed class VectorsModel : IEntityTypeConfiguration<DatasetEmbedding>
{
    public void Configure(EntityTypeBuilder<DatasetEmbedding> embedding)
    {
        embedding.Property(e => e.EncoderId).HasMaxLength(200);
        embedding.Property(e => e.EncoderName).HasMaxLength(300);
        embedding.Property(e => e.EncoderKey).HasMaxLength(300);
        embedding.HasIndex(e => new { e.DatasetId, e.EncoderId }).IsUnique();
        embedding.HasIndex(e => e.State);
        embedding.HasOne<Dataset>().WithMany().HasForeignKey(e => e.DatasetId);
    }
}
