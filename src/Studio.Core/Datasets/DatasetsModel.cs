using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Importing;

namespace Studio.Core.Datasets;

internal sealed class DatasetsModel :
    IEntityTypeConfiguration<Dataset>, IEntityTypeConfiguration<Example>, IEntityTypeConfiguration<Snapshot>,
    IEntityTypeConfiguration<DatasetStep>, IEntityTypeConfiguration<ExampleRevision>,
    IEntityTypeConfiguration<DatasetImport>, IEntityTypeConfiguration<ImportReject>
{
    public void Configure(EntityTypeBuilder<Dataset> dataset)
    {
        dataset.Property(d => d.Name).HasMaxLength(100);
        dataset.HasIndex(d => new { d.ProjectId, d.Name }).IsUnique().HasFilter("\"DeletedAt\" IS NULL");
        dataset.HasOne(d => d.Project).WithMany().HasForeignKey(d => d.ProjectId);
    }

    public void Configure(EntityTypeBuilder<Example> example)
    {
        example.HasOne(e => e.Dataset).WithMany().HasForeignKey(e => e.DatasetId);
        example.HasQueryFilter(e => e.Position >= 0 && e.Position < e.Dataset.NextPosition);
        example.HasIndex(e => new { e.DatasetId, e.Position }).IsUnique();
        // Each filter of the list walks one of these in order, and decides on what the index holds without reading the row.
        example.HasIndex(e => new { e.DatasetId, e.Label, e.Position, e.Split });
        example.HasIndex(e => new { e.DatasetId, e.Split, e.Position });
        example.HasIndex(e => new { e.DatasetId, e.Position }, "IX_Examples_Labeled").HasFilter("\"Label\" IS NOT NULL OR \"Answer\" IS NOT NULL");
        example.HasIndex(e => new { e.DatasetId, e.Position }, "IX_Examples_Answered").HasFilter("\"Answer\" IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<Snapshot> snapshot)
    {
        snapshot.Property(s => s.Hash).HasMaxLength(64);
        snapshot.HasIndex(s => new { s.DatasetId, s.Number }).IsUnique();
        snapshot.HasIndex(s => s.Hash);
        snapshot.HasOne(s => s.Dataset).WithMany().HasForeignKey(s => s.DatasetId);
    }

    public void Configure(EntityTypeBuilder<DatasetStep> step)
    {
        step.HasOne<Dataset>().WithMany().HasForeignKey(s => s.DatasetId);
        step.HasIndex(s => new { s.DatasetId, s.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<ExampleRevision> revision)
    {
        revision.HasOne<DatasetStep>().WithMany().HasForeignKey(r => r.StepId);
        revision.HasIndex(r => new { r.StepId, r.ExampleId });
        revision.HasIndex(r => r.ExampleId);
    }

    public void Configure(EntityTypeBuilder<DatasetImport> import)
    {
        import.Property(i => i.FileName).HasMaxLength(255);
        import.Property(i => i.Sha256).HasMaxLength(64);
        import.Property(i => i.Fingerprint).HasMaxLength(300);
        import.HasOne<Dataset>().WithMany().HasForeignKey(i => i.DatasetId);
        import.HasIndex(i => new { i.DatasetId, i.CreatedAt });
        import.HasIndex(i => i.State);
    }

    public void Configure(EntityTypeBuilder<ImportReject> reject)
    {
        reject.HasOne<DatasetImport>().WithMany().HasForeignKey(r => r.ImportId);
        reject.HasIndex(r => new { r.ImportId, r.RowNumber });
    }
}
