using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Studio.Core.Persistence;

/// <summary>Many queries that see the database at one instant, for reading a lot while others write.</summary>
public static class ConsistentRead
{
    public static async Task<IDbContextTransaction> BeginReadAsync(this StudioDb db, CancellationToken cancel = default)
    {
        await db.Database.OpenConnectionAsync(cancel);
        // What SQLite begins by default takes the write lock at once, and everybody else would wait.
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
            return (await db.Database.UseTransactionAsync(sqlite.BeginTransaction(deferred: true), cancel))!;
        return await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
    }
}
