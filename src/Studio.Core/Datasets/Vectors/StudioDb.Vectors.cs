using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Vectors;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<DatasetEmbedding> DatasetEmbeddings => Set<DatasetEmbedding>();
}
