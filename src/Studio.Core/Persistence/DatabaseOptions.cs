using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Studio.Core.Persistence;

public enum DatabaseEngine { Sqlite, PostgreSql }

/// <summary>Which database: the embedded file unless a PostgreSQL connection string is given under <c>ConnectionStrings:Studio</c>.</summary>
public sealed record DatabaseOptions(DatabaseEngine Engine, string ConnectionString)
{
    public static DatabaseOptions From(string? connectionString, string storageRoot)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            return Sqlite(new SqliteConnectionStringBuilder { DataSource = Path.Combine(storageRoot, "studio.db") });
        if (connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase))
            return new DatabaseOptions(DatabaseEngine.PostgreSql, connectionString);
        try
        {
            return Sqlite(new SqliteConnectionStringBuilder(connectionString));
        }
        catch (ArgumentException)
        {
            throw new InvalidInputException(
                "ConnectionStrings:Studio is neither a PostgreSQL connection string (Host=…;Database=…;Username=…) nor a SQLite one (Data Source=…).");
        }
    }

    // A shared cache answers SQLITE_LOCKED at once, which no busy time-out covers: always private. "Default Timeout" (30 seconds unless the
    // connection string says otherwise) is how long a write waits for another program's lock.
    private static DatabaseOptions Sqlite(SqliteConnectionStringBuilder builder)
    {
        builder.Cache = SqliteCacheMode.Private;
        builder.ForeignKeys = true;
        return new DatabaseOptions(DatabaseEngine.Sqlite, builder.ConnectionString);
    }

    public DbContextOptionsBuilder Apply(DbContextOptionsBuilder builder) => Engine switch
    {
        DatabaseEngine.PostgreSql => builder.UseNpgsql(ConnectionString, o => o.MigrationsAssembly("Studio.Migrations.PostgreSql")),
        _ => builder.UseSqlite(ConnectionString, o => o.MigrationsAssembly("Studio.Migrations.Sqlite"))
            .AddInterceptors(SqlitePragmas.Instance),
    };
}
