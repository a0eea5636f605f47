using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Studio.Core.Persistence;

namespace Studio.Migrations.PostgreSql;

public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<StudioDb>
{
    public StudioDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<StudioDb>()
        .UseNpgsql("Host=localhost;Database=design", o => o.MigrationsAssembly("Studio.Migrations.PostgreSql")).Options);
}
