using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Persistence;

public sealed class SqliteWriteGateTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-gate-").FullName;
    private ServiceProvider _services = null!;

    private IWriteGate Gate => _services.GetRequiredService<IWriteGate>();

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection().AddStudioPersistence(DatabaseOptions.From(null, _folder)).BuildServiceProvider();
        await _services.MigrateDatabaseAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_failing_write_takes_no_other_with_it()
    {
        var cancel = TestContext.Current.CancellationToken;
        var writes = Enumerable.Range(0, 200).Select(i => Gate.WriteAsync<int>((db, _) =>
        {
            db.Teams.Add(new Team { Name = $"team {i}" });
            return i % 10 == 3 ? throw new InvalidInputException("no") : Task.FromResult(i);
        }, cancel)).ToList();

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
        await using var read = await _services.GetRequiredService<IDbContextFactory<StudioDb>>().CreateDbContextAsync(cancel);
        Assert.Equal(180, await read.Teams.CountAsync(cancel));
        Assert.False(await read.Teams.AnyAsync(t => t.Name == "team 13", cancel));
    }

    [Fact]
    public async Task A_write_inside_a_write_is_refused()
    {
        var cancel = TestContext.Current.CancellationToken;
        var inner = Gate.WriteAsync((_, token) => Gate.WriteAsync((_, _) => Task.FromResult(1), token), cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => inner);
    }
}
