using Microsoft.Data.Sqlite;
using Studio.Core.Tests.Persistence;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Studio.Core.Tests.Persistence;

/// <summary>What all database tests of this process share: one PostgreSQL, started when first needed, and one migrated SQLite file to copy.</summary>
public sealed class TestDatabases : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgreSqlCluster>> Cluster = new(PostgreSqlCluster.StartAsync);
    private static readonly string Folder = Directory.CreateTempSubdirectory("studio-sqlite-").FullName;
    private static readonly Lazy<Task<string>> SqliteTemplate = new(MigrateSqliteAsync);

    public static Task<PostgreSqlCluster> PostgreSqlAsync() => Cluster.Value;

    public static async Task CopySqliteAsync(string file) => File.Copy(await SqliteTemplate.Value, file);

    public async ValueTask DisposeAsync()
    {
        if (Cluster.IsValueCreated)
            await (await Cluster.Value).DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> MigrateSqliteAsync()
    {
        await using var database = TestDatabase.OpenSqlite(Folder);
        await database.MigrateAsync();
        using (var connection = new SqliteConnection(database.Options.ConnectionString))
            SqliteConnection.ClearPool(connection);
        return Path.Combine(Folder, "studio.db");
    }
}
