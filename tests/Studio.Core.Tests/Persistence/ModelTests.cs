using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Tests.Persistence;

public sealed class ModelTests
{
    [Theory]
    [InlineData("Data Source=unused.db")]
    [InlineData("Host=unused;Database=unused")]
    public void Every_change_of_the_model_has_its_migration(string connection)
    {
        var options = (DbContextOptions<StudioDb>)DatabaseOptions.From(connection, "").Apply(new DbContextOptionsBuilder<StudioDb>()).Options;
        using var db = new StudioDb(options);
        Assert.False(db.Database.HasPendingModelChanges(), "The model has changed since the last migration: run migrations/add NAME and commit what it writes.");
    }

    [Fact]
    public void Both_engines_have_the_same_migrations()
    {
        Assert.Equal(Names("Data Source=unused.db"), Names("Host=unused;Database=unused"));

        static string[] Names(string connection)
        {
            var options = (DbContextOptions<StudioDb>)DatabaseOptions.From(connection, "").Apply(new DbContextOptionsBuilder<StudioDb>()).Options;
            using var db = new StudioDb(options);
            return [.. db.Database.GetMigrations().Select(name => name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..])];
        }
    }
}
