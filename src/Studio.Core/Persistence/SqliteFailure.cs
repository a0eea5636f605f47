using Microsoft.Data.Sqlite;

namespace Studio.Core.Persistence;

/// <summary>SQLite's result codes as sentences, where a person can do something about them.</summary>
internal static class SqliteFailure
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Full = 13;

    public static Exception Explain(Exception error)
    {
        var cause = error;
        while (cause is not SqliteException && cause.InnerException is not null)
            cause = cause.InnerException;
        return cause is not SqliteException sqlite ? error : sqlite.SqliteErrorCode switch
        {
            Busy or Locked => new UnavailableException(
                "The database is locked by another program. Nothing was changed; close that program or wait, then try again.", error),
            Full or InputOutput => new UnavailableException(
                "The disk that holds the database is full or failing. Nothing was changed; free some space and try again.", error),
            ReadOnly => new UnavailableException(
                "The database file is read-only. Nothing was changed; give Studio write access to its storage folder.", error),
            _ => error,
        };
    }
}
