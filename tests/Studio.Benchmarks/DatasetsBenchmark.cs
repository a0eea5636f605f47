using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Benchmarks;

/// <summary>
/// Imports rows in four files of equal size, so that the last shows whether a full dataset is slower than an empty one; then pages, filters,
/// freezes and reads back. Options: the number of rows (a million when not given), a connection string for PostgreSQL.
/// </summary>
internal static class DatasetsBenchmark
{
    private const int Files = 4;
    private const int Labels = 20;
    private const int Looks = 40;

    public static async Task RunAsync(string[] options)
    {
        var rows = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("studio-bench-").FullName;
        await using (var services = new ServiceCollection().AddLogging()
            .AddStudioPersistence(DatabaseOptions.From(options.ElementAtOrDefault(1), folder))
            .AddSingleton(new StorageRoot(folder)).AddStudioDatasets().BuildServiceProvider())
        {
            await services.MigrateDatabaseAsync();
            var (actor, dataset) = await SeedAsync(services);
            foreach (var background in services.GetServices<IHostedService>())
                await background.StartAsync(CancellationToken.None);
            for (var file = 0; file < Files; file++)
                await ImportAsync(services, actor, dataset, rows / Files, file);
            await LookAsync(services, actor, dataset, rows);
            await FreezeAsync(services, actor, dataset);
            foreach (var background in services.GetServices<IHostedService>())
                await background.StopAsync(CancellationToken.None);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(Actor Actor, Guid Dataset)> SeedAsync(ServiceProvider services)
    {
        var user = new User { DisplayName = "Bench", UserName = "bench" };
        var team = new Team { Name = "Bench" };
        var project = new Project { TeamId = team.Id, Name = "Bench" };
        await services.GetRequiredService<IWriteGate>().WriteAsync((db, _) =>
        {
            db.AddRange(user, team, project, new Membership { TeamId = team.Id, UserId = user.Id, Role = Role.Owner });
            return Task.CompletedTask;
        });
        var actor = new Actor(user.Id);
        return (actor, await services.GetRequiredService<SaveDataset>().CreateAsync(actor, project.Id, "bench", ""));
    }

    private static async Task ImportAsync(ServiceProvider services, Actor actor, Guid dataset, int rows, int file)
    {
        using var content = new RowStream(rows, seed: file, Labels);
        var import = await services.GetRequiredService<ReceiveUpload>().RunAsync(actor, dataset, "bench.tsv", content);
        var preview = await services.GetRequiredService<PreviewImport>().RunAsync(actor, import);
        using var feed = services.GetRequiredService<DatasetFeeds>().Of(dataset).Subscribe();
        var clock = Stopwatch.StartNew();
        await services.GetRequiredService<StartImport>().RunAsync(actor, import, new ImportPlan(preview.Form, preview.Guess!));
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.FromMilliseconds(20)))
        {
            if (batch.Changes.Any(c => c is DatasetEvent.Ended))
                break;
        }

        Print($"import {file + 1} of {Files}: {rows / clock.Elapsed.TotalSeconds:N0} rows/s, {GC.GetTotalMemory(false) / 1e6:N0} MB managed, {Environment.WorkingSet / 1e6:N0} MB in all");
    }

    private static async Task LookAsync(ServiceProvider services, Actor actor, Guid dataset, int rows)
    {
        var list = services.GetRequiredService<ListExamples>();
        var filters = new (string Name, ExampleFilter Filter, long From)[]
        {
            ("first page", ExampleFilter.All, 0), ("last page", ExampleFilter.All, rows - 60), ("one label", new(Label: "label 7"), 0),
            ("without a label", new(Labeled: false), 0), ("label and split", new(Label: "label 7", Split: DatasetSplit.Test), 0),
            ("frequent word", new(Text: "word3"), 0), ("rare word", new(Text: "word4999"), 0), ("nothing", new(Text: "not to be found"), 0),
            ("two words", new(Text: "word3 word41"), 0), ("a phrase", new(Text: "\"word0 word1\""), 0), ("a beginning", new(Text: "word49*"), 0),
            ("a short beginning", new(Text: "word3*"), 0), ("word, last page", new(Text: "word3"), rows - 1000), ("word and label", new(Text: "word3", Label: "label 7"), 0),
            ("word without another", new(Text: "word3 -word0"), 0),
        };
        foreach (var (name, filter, from) in filters)
        {
            await TimeAsync($"list, {name}", () => list.RunAsync(actor, dataset, filter, from, 0, 60));
            await TimeAsync($"count, {name}", () => list.CountAsync(actor, dataset, filter));
        }
    }

    private static async Task FreezeAsync(ServiceProvider services, Actor actor, Guid dataset)
    {
        var clock = Stopwatch.StartNew();
        var frozen = await services.GetRequiredService<FreezeSnapshot>().RunAsync(actor, dataset, new FreezeRequest("bench", LabeledOnly: false));
        Print($"freeze: {clock.Elapsed.TotalSeconds:N1} s");
        clock.Restart();
        var read = 0;
        await foreach (var _ in services.GetRequiredService<SnapshotStore>().ReadAsync(frozen.Hash))
            read++;
        Print($"read back {read:N0} rows: {clock.Elapsed.TotalSeconds:N1} s, {Environment.WorkingSet / 1e6:N0} MB in all");
    }

    private static async Task TimeAsync(string name, Func<Task> look)
    {
        await look();
        var times = new List<double>();
        for (var i = 0; i < Looks; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await look();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Print($"{name,-32} p50 {times[Looks / 2],8:N1} ms   p95 {times[Looks * 95 / 100],8:N1} ms");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
