using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets.Search;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Persistence;

public static class PersistenceSetup
{
    public static IServiceCollection AddStudioPersistence(this IServiceCollection services, DatabaseOptions database)
    {
        services.AddSingleton(database);
        services.AddSingleton<NotificationFeeds>();
        services.AddDbContextFactory<StudioDb>(builder => database.Apply(builder));
        if (database.Engine == DatabaseEngine.PostgreSql)
            services.AddSingleton<IWriteGate, PostgreSqlWriteGate>();
        else
            services.AddSingleton<IWriteGate, SqliteWriteGate>();
        return services;
    }

    /// <summary>Brings the database to this version's shape; called once, before anything else touches it.</summary>
    public static async Task MigrateDatabaseAsync(this IServiceProvider services, CancellationToken cancel = default)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<StudioDb>>();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.MigrateAsync(cancel);
    }

    /// <summary>The migrations, and what no migration can describe.</summary>
    internal static async Task MigrateAsync(this StudioDb db, CancellationToken cancel = default)
    {
        await db.Database.MigrateAsync(cancel);
        await SearchIndex.EnsureAsync(db, cancel);
    }
}
