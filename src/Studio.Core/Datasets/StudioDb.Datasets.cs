using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Importing;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<Dataset> Datasets => Set<Dataset>();
    public DbSet<Example> Examples => Set<Example>();
    public DbSet<Snapshot> Snapshots => Set<Snapshot>();
    public DbSet<DatasetStep> DatasetSteps => Set<DatasetStep>();
    public DbSet<ExampleRevision> ExampleRevisions => Set<ExampleRevision>();
    public DbSet<DatasetImport> DatasetImports => Set<DatasetImport>();
    public DbSet<ImportReject> ImportRejects => Set<ImportReject>();
}
