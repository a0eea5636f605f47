using Microsoft.EntityFrameworkCore;
using Studio.Core.Models;
using Studio.Core.Models.Cards;
using Studio.Core.Models.Serving.Limits;

namespace Studio.Core.Persistence;

public sealed partial class StudioDb
{
    public DbSet<RegisteredModel> Models => Set<RegisteredModel>();
    public DbSet<ModelVersion> ModelVersions => Set<ModelVersion>();
    public DbSet<ModelReview> ModelReviews => Set<ModelReview>();
    public DbSet<ModelCardText> ModelCardTexts => Set<ModelCardText>();
    public DbSet<ModelCardDraft> ModelCardDrafts => Set<ModelCardDraft>();
    public DbSet<ReviewTick> ReviewTicks => Set<ReviewTick>();
    public DbSet<ModelComment> ModelComments => Set<ModelComment>();
    public DbSet<KeyUsage> KeyUsages => Set<KeyUsage>();
}
