using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Studio.Core.Datasets;

internal sealed class DatasetsModel : IEntityTypeConfiguration<Dataset>, IEntityTypeConfiguration<Example>, IEntityTypeConfiguration<Snapshot>
{
    public void Configure(EntityTypeBuilder<Dataset> dataset)
    {
        dataset.Property(d => d.Name).HasMaxLength(100);
        dataset.HasIndex(d => new { d.ProjectId, d.Name }).IsUnique();
        dataset.HasOne(d => d.Project).WithMany().HasForeignKey(d => d.ProjectId);
    }

    public void Configure(EntityTypeBuilder<Example> example)
    {
        example.HasOne<Dataset>().WithMany().HasForeignKey(e => e.DatasetId);
        example.HasIndex(e => new { e.DatasetId, e.Position }).IsUnique();
        example.HasIndex(e => new { e.DatasetId, e.Label, e.Position });
        example.HasIndex(e => new { e.DatasetId, e.Split, e.Position });
    }

    public void Configure(EntityTypeBuilder<Snapshot> snapshot)
    {
        snapshot.Property(s => s.Hash).HasMaxLength(64);
        snapshot.HasIndex(s => new { s.DatasetId, s.Number }).IsUnique();
        snapshot.HasIndex(s => s.Hash);
        snapshot.HasOne(s => s.Dataset).WithMany().HasForeignKey(s => s.DatasetId);
    }
}
