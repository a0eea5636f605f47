using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Studio.Core.Persistence;

namespace Studio.Migrations.Sqlite;

public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<StudioDb>
{
    public StudioDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<StudioDb>()
        .UseSqlite("Data Source=design.db", o => o.MigrationsAssembly("Studio.Migrations.Sqlite")).Options);
}
