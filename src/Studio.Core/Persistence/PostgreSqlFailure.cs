using Npgsql;

namespace Studio.Core.Persistence;

/// <summary>PostgreSQL's answers as sentences, where a person can do something about them.</summary>
internal static class PostgreSqlFailure
{
    /// <param name="error">What the driver threw.</param>
    /// <param name="committing">True once COMMIT was sent: whether it arrived is then unknown when the connection breaks.</param>
    public static Exception Explain(Exception error, bool committing)
    {
        var cause = error;
        while (cause is not NpgsqlException && cause.InnerException is not null)
            cause = cause.InnerException;
        return cause switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new UnavailableException(
                "The disk of the database server is full. Nothing was changed; free some space and try again.", error),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => new UnavailableException(
                "The database server has no connection left. Nothing was changed; try again, or raise its max_connections.", error),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => new UnavailableException(
                "The database server accepts no changes (it is a read-only copy). Nothing was changed.", error),
            PostgresException postgres when !IsGoingDown(postgres.SqlState) => error,
            NpgsqlException when committing => new UnavailableException(
                "The connection to the database server broke while saving. It may or may not have been saved; look before you try again.", error),
            NpgsqlException => new UnavailableException(
                "The database server cannot be reached. Nothing was changed; try again when it is back.", error),
            _ => error,
        };
    }

    private static bool IsGoingDown(string state) => state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        or PostgresErrorCodes.CannotConnectNow or "25P03";
}
