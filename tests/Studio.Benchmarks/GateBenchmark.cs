using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Benchmarks;

/// <summary>
/// One-row writes by 1, 8 and 32 writers at once, through the gate and without it, on the same disk in the same run. Options: a connection
/// string for PostgreSQL; without it, a SQLite file in the temporary folder.
/// </summary>
internal static class GateBenchmark
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("studio-bench-").FullName;
        var database = DatabaseOptions.From(options.FirstOrDefault(), folder);
        await using (var services = new ServiceCollection().AddStudioPersistence(database).BuildServiceProvider())
        {
            await services.MigrateDatabaseAsync();
            var gate = services.GetRequiredService<IWriteGate>();
            var contexts = services.GetRequiredService<IDbContextFactory<StudioDb>>();
            Console.WriteLine($"{database.Engine}, one row per write, every write on disk before it counts");
            Console.WriteLine("writers   gate rows/s   p50 ms   p99 ms   max ms   without rows/s   p99 ms   max ms");
            await MeasureAsync(8, Gated);
            foreach (var writers in new[] { 1, 8, 32 })
            {
                var gated = await MeasureAsync(writers, Gated);
                var plain = await MeasureAsync(writers, Plain);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{writers,7}{gated.Rate,14:F0}{gated.P50,9:F1}{gated.P99,9:F1}{gated.Max,9:F1}{plain.Rate,17:F0}{plain.P99,9:F1}{plain.Max,9:F1}"));
            }

            Task Gated(Team team) => gate.WriteAsync((db, _) =>
            {
                db.Teams.Add(team);
                return Task.CompletedTask;
            });

            async Task Plain(Team team)
            {
                await using var db = await contexts.CreateDbContextAsync();
                db.Teams.Add(team);
                await db.SaveChangesAsync();
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(double Rate, double P50, double P99, double Max)> MeasureAsync(int writers, Func<Team, Task> write)
    {
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var times = new List<double>();
            while (clock.Elapsed < Duration)
            {
                var start = clock.Elapsed;
                await write(new Team { Name = $"writer {writer}" });
                times.Add((clock.Elapsed - start).TotalMilliseconds);
            }

            return times;
        })));
        var seconds = clock.Elapsed.TotalSeconds;
        var sorted = all.SelectMany(t => t).Order().ToArray();
        return (sorted.Length / seconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100], sorted[^1]);
    }
}
