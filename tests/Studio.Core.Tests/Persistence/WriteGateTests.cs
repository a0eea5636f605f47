using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Persistence;

public sealed class WriteGateTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task One_failing_write_takes_no_other_with_it(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var writes = Enumerable.Range(0, 200).Select(i => database.Gate.WriteAsync<int>((db, _) =>
        {
            db.Teams.Add(new Team { Name = $"team {i}" });
            return i % 10 == 3 ? throw new InvalidInputException("no") : Task.FromResult(i);
        }, _cancel)).ToList();

        var failures = 0;
        foreach (var write in writes)
        {
            try
            {
                await write;
            }
            catch (InvalidInputException)
            {
                failures++;
            }
        }

        Assert.Equal(20, failures);
        Assert.Equal(180, await database.ReadAsync(db => db.Teams.CountAsync(_cancel)));
        Assert.False(await database.ReadAsync(db => db.Teams.AnyAsync(t => t.Name == "team 13", _cancel)));
    }

    [Theory, OnBothEngines]
    public async Task A_row_that_the_database_refuses_takes_no_other_with_it(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var team = new Team { Name = "one" };
        await AddAsync(database, team);
        var refused = AddAsync(database, new Team { Id = team.Id, Name = "the same key" });
        var accepted = AddAsync(database, new Team { Name = "two" });

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => refused);
        await accepted;
        Assert.Equal(["one", "two"], await NamesAsync(database));
    }

    [Theory, OnBothEngines]
    public async Task Read_decide_write_is_right_for_any_number_at_once(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var team = new Team { Name = "0" };
        await AddAsync(database, team);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => database.Gate.WriteAsync(async (db, cancel) =>
        {
            var row = await db.Teams.SingleAsync(t => t.Id == team.Id, cancel);
            row.Name = (int.Parse(row.Name, null) + 1).ToString((IFormatProvider?)null);
        }, _cancel)));

        Assert.Equal(["32"], await NamesAsync(database));
    }

    [Theory, OnBothEngines]
    public async Task What_was_acknowledged_is_seen_by_whoever_reads_next(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        for (var i = 1; i <= 20; i++)
        {
            await AddAsync(database, new Team { Name = $"team {i}" });
            Assert.Equal(i, await database.ReadAsync(db => db.Teams.CountAsync(_cancel)));
        }
    }

    [Theory, OnBothEngines]
    public async Task A_cancelled_write_leaves_nothing(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        using var cancelled = new CancellationTokenSource();
        var write = database.Gate.WriteAsync(async (db, cancel) =>
        {
            db.Teams.Add(new Team { Name = "half" });
            await db.SaveChangesAsync(cancel);
            await cancelled.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }, cancelled.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Empty(await NamesAsync(database));
    }

    [Theory, OnBothEngines]
    public async Task A_write_inside_a_write_is_refused(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var outer = database.Gate.WriteAsync((_, token) => database.Gate.WriteAsync((_, _) => Task.FromResult(1), token), _cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => outer);
    }

    [Theory, OnBothEngines]
    public async Task Instants_come_back_as_the_same_utc_instant(DatabaseEngine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var created = new DateTime(2026, 3, 29, 1, 30, 0, DateTimeKind.Utc).AddTicks(1_234_560);
        await AddAsync(database, new Team { Name = "spring forward", CreatedAt = created });
        var read = await database.ReadAsync(db => db.Teams.Select(t => t.CreatedAt).SingleAsync(_cancel));
        Assert.Equal((created, DateTimeKind.Utc), (read, read.Kind));
    }

    private Task AddAsync(TestDatabase database, Team team) => database.Gate.WriteAsync((db, _) =>
    {
        db.Teams.Add(team);
        return Task.CompletedTask;
    }, _cancel);

    private async Task<string[]> NamesAsync(TestDatabase database)
    {
        var names = await database.ReadAsync(db => db.Teams.Select(t => t.Name).ToArrayAsync(_cancel));
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
