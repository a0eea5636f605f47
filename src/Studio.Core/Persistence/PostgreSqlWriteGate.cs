using System.Data;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Persistence;

/// <summary>
/// Serializable transactions, repeated when PostgreSQL asks for it: a use case that reads, decides and writes is right here for the same
/// reason as behind the single writer of the embedded database.
/// </summary>
public sealed class PostgreSqlWriteGate(IDbContextFactory<StudioDb> contexts, NotificationFeeds bells) : IWriteGate
{
    // A number of attempts would give up soonest where the crowd is densest.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<T> WriteAsync<T>(Func<StudioDb, CancellationToken, Task<T>> work, CancellationToken cancel = default)
    {
        NestedWrite.Refuse();
        NestedWrite.Enter();
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            try
            {
                await using var db = await contexts.CreateDbContextAsync(cancel);
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancel);
                var value = await work(db, cancel);
                await db.SaveChangesAsync(cancel);
                committing = true;
                await transaction.CommitAsync(cancel);
                bells.Ring(db.Notified);
                return value;
            }
            catch (Exception error) when (Stopwatch.GetElapsedTime(began) < Patience && AsksForRepetition(error))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 4 << Math.Min(attempt, 7))), cancel);
            }
            catch (Exception error) when (PostgreSqlFailure.Explain(error, committing) is var explained && explained != error)
            {
                throw explained;
            }
        }
    }

    // A connection lost after COMMIT was sent may have committed: only answers that prove a rollback are repeated.
    private static bool AsksForRepetition(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected })
                return true;
        }

        return false;
    }
}
