using Microsoft.EntityFrameworkCore;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Persistence;

/// <summary>The database when the machine does not play along: a clear sentence, nothing half-done, and on it goes afterwards.</summary>
public sealed class TroubleTests : IDisposable
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-trouble-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_database_locked_by_another_program_is_said_so_after_the_time_out()
    {
        await TestDatabases.CopySqliteAsync(Path.Combine(_folder, "studio.db"));
        await using var database = TestDatabase.OpenSqlite(_folder, settings: "Default Timeout=1");
        await using (var other = CrashingWriter.Start("lock", database.Options.ConnectionString))
        {
            Assert.Equal("locked", await other.ReadLineAsync(_cancel));
            var refused = await Assert.ThrowsAsync<UnavailableException>(() => AddAsync(database, "while locked"));
            Assert.Equal("The database is locked by another program. Nothing was changed; close that program or wait, then try again.", refused.Message);
            Assert.Equal(0, await CountAsync(database));
        }

        await AddAsync(database, "afterwards");
        Assert.Equal(1, await CountAsync(database));
    }

    [Fact]
    public async Task A_full_disk_is_said_so_and_keeps_what_was_acknowledged()
    {
        using var disk = SmallDisk.Mount(_folder, megabytes: 3);
        await TestDatabases.CopySqliteAsync(Path.Combine(_folder, "studio.db"));
        await using var database = TestDatabase.OpenSqlite(_folder);
        var acknowledged = 0;
        var refusals = new List<Exception>();
        while (refusals.Count == 0)
        {
            var group = Enumerable.Range(0, 8).Select(_ => AddAsync(database, new string('x', 4000))).ToList();
            foreach (var write in group)
            {
                try
                {
                    await write;
                    acknowledged++;
                }
                catch (Exception error)
                {
                    refusals.Add(error);
                }
            }
        }

        Assert.All(refusals, refusal => Assert.Equal(
            "The disk that holds the database is full or failing. Nothing was changed; free some space and try again.",
            Assert.IsType<UnavailableException>(refusal).Message));
        Assert.Equal(acknowledged, await CountAsync(database));
        Assert.Equal(["ok"], await database.ReadAsync(db => db.Database.SqlQueryRaw<string>("PRAGMA integrity_check").ToListAsync(_cancel)));

        disk.Grow(megabytes: 20);
        await AddAsync(database, "afterwards");
        Assert.Equal(acknowledged + 1, await CountAsync(database));
    }

    [Fact]
    public async Task A_lost_database_server_is_said_so_and_writing_goes_on_when_it_is_back()
    {
        Assert.SkipWhen(PostgreSqlCluster.Binaries is null, PostgreSqlCluster.WhySkipped ?? "");
        await using var cluster = await PostgreSqlCluster.StartAsync();
        await using var database = TestDatabase.OpenPostgreSql(cluster, await cluster.CreateDatabaseAsync());
        var lost = await Assert.ThrowsAsync<UnavailableException>(() => database.Gate.WriteAsync(async (db, cancel) =>
        {
            db.Teams.Add(new Team { Name = "lost" });
            await db.SaveChangesAsync(cancel);
            await cluster.KillAndRestartAsync();
            db.Teams.Add(new Team { Name = "lost too" });
        }, _cancel));

        Assert.Equal("The database server cannot be reached. Nothing was changed; try again when it is back.", lost.Message);
        Assert.Equal(0, await CountAsync(database));
        await AddAsync(database, "afterwards");
        Assert.Equal(1, await CountAsync(database));
    }

    private Task AddAsync(TestDatabase database, string name) => database.Gate.WriteAsync((db, _) =>
    {
        db.Teams.Add(new Team { Name = name });
        return Task.CompletedTask;
    }, _cancel);

    private Task<int> CountAsync(TestDatabase database) => database.ReadAsync(db => db.Teams.CountAsync(_cancel));
}
