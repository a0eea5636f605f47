using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Persistence;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Tests.Persistence;

/// <summary>A real database with every migration and nothing in it, for one test; see <see cref="OnBothEnginesAttribute"/>.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Func<Task> _remove;

    private TestDatabase(DatabaseOptions options, Func<Task> remove)
    {
        Options = options;
        _remove = remove;
        _services = new ServiceCollection().AddStudioPersistence(options).BuildServiceProvider();
    }

    public DatabaseOptions Options { get; }

    public IWriteGate Gate => _services.GetRequiredService<IWriteGate>();

    public NotificationFeeds Bells => _services.GetRequiredService<NotificationFeeds>();

    public IDbContextFactory<StudioDb> Contexts => _services.GetRequiredService<IDbContextFactory<StudioDb>>();

    public static async Task<TestDatabase> CreateAsync(DatabaseEngine engine)
    {
        if (engine == DatabaseEngine.PostgreSql)
        {
            var cluster = await TestDatabases.PostgreSqlAsync();
            return OpenPostgreSql(cluster, await cluster.CreateDatabaseAsync());
        }

        var folder = Directory.CreateTempSubdirectory("studio-db-").FullName;
        await TestDatabases.CopySqliteAsync(Path.Combine(folder, "studio.db"));
        return OpenSqlite(folder, () => Directory.Delete(folder, recursive: true));
    }

    public static TestDatabase OpenPostgreSql(PostgreSqlCluster cluster, string name) =>
        new(DatabaseOptions.From(cluster.ConnectionString(name), ""), () => cluster.DropDatabaseAsync(name));

    /// <summary>The SQLite file of a folder, as it is; extra settings as in a connection string.</summary>
    public static TestDatabase OpenSqlite(string folder, Action? remove = null, string settings = "")
    {
        var options = DatabaseOptions.From($"Data Source={Path.Combine(folder, "studio.db")};{settings}", folder);
        return new TestDatabase(options, () =>
        {
            using var connection = new SqliteConnection(options.ConnectionString);
            SqliteConnection.ClearPool(connection);
            remove?.Invoke();
            return Task.CompletedTask;
        });
    }

    public Task MigrateAsync() => _services.MigrateDatabaseAsync();

    /// <summary>A look at the database that no use case takes part in.</summary>
    public async Task<T> ReadAsync<T>(Func<StudioDb, Task<T>> read)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await read(db);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _remove();
    }
}
