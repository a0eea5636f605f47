using Microsoft.EntityFrameworkCore;
using Studio.Core.Models;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<RegisteredModel> Models => Set<RegisteredModel>();
    public DbSet<ModelVersion> ModelVersions => Set<ModelVersion>();
    public DbSet<ModelReview> ModelReviews => Set<ModelReview>();
    public DbSet<ModelComment> ModelComments => Set<ModelComment>();
}
