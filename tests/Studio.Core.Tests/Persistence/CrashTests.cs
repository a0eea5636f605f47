using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Tests.Persistence;

/// <summary>What was acknowledged is there after kill -9 of the program, and of the database server.</summary>
public sealed class CrashTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public Task Sqlite_keeps_every_acknowledged_write() => KillSqliteWritersAsync(rounds: 5);

    [Fact, Trait("Category", "Slow")]
    public Task Sqlite_keeps_every_acknowledged_write_many_times() => KillSqliteWritersAsync(rounds: 50);

    [Fact]
    public Task PostgreSql_keeps_every_acknowledged_write() => KillPostgreSqlWritersAsync(rounds: 5);

    [Fact, Trait("Category", "Slow")]
    public Task PostgreSql_keeps_every_acknowledged_write_many_times() => KillPostgreSqlWritersAsync(rounds: 50);

    private async Task KillSqliteWritersAsync(int rounds)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        var acknowledged = new HashSet<string>();
        for (var round = 0; round < rounds; round++)
        {
            acknowledged.UnionWith(await WriteAndKillAsync(database, round));
            Assert.Equal("ok", await database.ReadAsync(IntegrityAsync));
            await ExpectAllAsync(database, acknowledged);
        }
    }

    private async Task KillPostgreSqlWritersAsync(int rounds)
    {
        Assert.SkipWhen(PostgreSqlCluster.Binaries is null, PostgreSqlCluster.WhySkipped ?? "");
        await using var cluster = await PostgreSqlCluster.StartAsync();
        await using var database = TestDatabase.OpenPostgreSql(cluster, await cluster.CreateDatabaseAsync());
        var acknowledged = new HashSet<string>();
        for (var round = 0; round < rounds; round++)
        {
            // The server dies in every fourth round; the program only loses its connection then.
            acknowledged.UnionWith(await WriteAndKillAsync(database, round, round % 4 == 1 ? cluster : null));
            await ExpectAllAsync(database, acknowledged);
        }
    }

    private async Task<List<string>> WriteAndKillAsync(TestDatabase database, int round, PostgreSqlCluster? server = null)
    {
        await using var writer = CrashingWriter.Start("write", database.Options.ConnectionString, $"round-{round}");
        var lines = new List<string>();
        var enough = Random.Shared.Next(1, 400);
        while (lines.Count < enough && await writer.ReadLineAsync(_cancel) is { } line)
            lines.Add(line);
        Assert.Equal(enough, lines.Count);
        if (server is not null)
            await server.KillAndRestartAsync();
        lines.AddRange(await writer.KillAsync(_cancel));
        return lines;
    }

    private async Task<string> IntegrityAsync(StudioDb db) =>
        Assert.Single(await db.Database.SqlQueryRaw<string>("PRAGMA integrity_check").ToListAsync(_cancel));

    private async Task ExpectAllAsync(TestDatabase database, HashSet<string> acknowledged)
    {
        var kept = (await database.ReadAsync(db => db.Teams.Select(t => t.Name).ToListAsync(_cancel))).ToHashSet();
        Assert.Empty(acknowledged.Except(kept));
        Assert.NotEmpty(acknowledged);
    }
}
