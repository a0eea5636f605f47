using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Search;

/// <summary>
/// The full-text index over the examples' texts. The database itself keeps it in step with every write, whoever makes it: by triggers in SQLite, by
/// a generated column in PostgreSQL. It is made, and filled from what is there, when the database is brought up to date.
/// </summary>
internal static class SearchIndex
{
    public const string WordsFunction = "studio_words";

    private const string Fill = $"""SELECT "Id", replace(lower("DatasetId"), '-', ''), {WordsFunction}("Text") FROM "Examples" """;

    private const string SqliteTable = """
        CREATE VIRTUAL TABLE "ExampleSearch" USING fts5("dataset", "text", content='', contentless_delete=1, tokenize='ascii');
        """;

    private const string SqliteTriggers = $"""
        CREATE TRIGGER IF NOT EXISTS "ExampleSearch_Insert" AFTER INSERT ON "Examples" BEGIN
          INSERT INTO "ExampleSearch"(rowid, "dataset", "text") VALUES (new."Id", replace(lower(new."DatasetId"), '-', ''), {WordsFunction}(new."Text"));
        END;
        CREATE TRIGGER IF NOT EXISTS "ExampleSearch_Delete" AFTER DELETE ON "Examples" BEGIN
          DELETE FROM "ExampleSearch" WHERE rowid = old."Id";
        END;
        CREATE TRIGGER IF NOT EXISTS "ExampleSearch_Update" AFTER UPDATE OF "Text" ON "Examples" WHEN old."Text" <> new."Text" BEGIN
          DELETE FROM "ExampleSearch" WHERE rowid = old."Id";
          INSERT INTO "ExampleSearch"(rowid, "dataset", "text") VALUES (new."Id", replace(lower(new."DatasetId"), '-', ''), {WordsFunction}(new."Text"));
        END;
        """;

    /// <summary>The triggers call a function of ours, so each connection that writes must bring it.</summary>
    public static void Prepare(SqliteConnection connection) =>
        connection.CreateFunction<string?, string>(WordsFunction, SearchText.Folded, isDeterministic: true);

    public static async Task EnsureAsync(StudioDb db, CancellationToken cancel)
    {
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlRawAsync(PostgreSqlSearch.Schema.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), cancel);
            return;
        }

        var exists = await db.Database.SqlQueryRaw<int>("""SELECT COUNT(*) AS "Value" FROM sqlite_master WHERE name = 'ExampleSearch'""").SingleAsync(cancel) > 0;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!exists)
            await db.Database.ExecuteSqlRawAsync($"""{SqliteTable} INSERT INTO "ExampleSearch"(rowid, "dataset", "text") {Fill};""", cancel);
        await db.Database.ExecuteSqlRawAsync(SqliteTriggers, cancel);
        await transaction.CommitAsync(cancel);
    }
}
