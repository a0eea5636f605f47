using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Duplicates;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>Texts that are equal or alike: found, shown as they are now, settled and unsettled.</summary>
public sealed class DuplicateTests
{
    private static readonly (string, string?, DatasetSplit)[] Rows =
    [
        ("Where is my new card? I have been waiting for a week.", "arrival", DatasetSplit.Train),
        ("where is  my NEW card? I have been waiting for a week.", "arrival", DatasetSplit.Test),
        ("Where is my new card? I have been waiting for a weeks!", "delay", DatasetSplit.Train),
        ("Please close my account today.", "close", DatasetSplit.Train),
        ("Please close my account today", "close", DatasetSplit.Train),
        ("How do I change my address after moving abroad?", "address", DatasetSplit.None),
    ];

    [Theory]
    [OnBothEngines]
    public async Task Groups_tell_leaks_and_contradictions_and_undo_brings_them_back(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var (dataset, report) = await SearchedAsync(host, Rows);

        Assert.Equal([(1, 3, true, true, false), (2, 2, false, false, false)], report.Groups.Select(g => (g.Number, g.Members, g.Leak, g.Contradiction, g.Exact)));
        Assert.Equal((2, 1, 1, 0), (report.Count(DuplicateView.Open), report.Count(DuplicateView.Leaks), report.Count(DuplicateView.Contradictions), report.Count(DuplicateView.Dismissed)));
        var members = await host.Get<ReadDuplicates>().MembersAsync(host.Viewer, dataset, report.SearchId, [1], Cancel);
        Assert.Equal([0L, 1L, 2L], members[1].Select(m => m.Position));
        Assert.Equal([1, 1], members[1].Take(2).Select(m => m.Similarity));
        Assert.InRange(members[1].Last().Similarity, 0.8, 0.99);

        var resolve = host.Get<ResolveDuplicates>();
        var step = await resolve.SameSplitAsync(host.Maintainer, dataset, report.SearchId, 1, DatasetSplit.Test, Cancel);
        Assert.Equal(0, (await ReportAsync(host, dataset)).Count(DuplicateView.Leaks));
        await host.Get<UndoStep>().RunAsync(host.Maintainer, step, Cancel);
        Assert.Equal(1, (await ReportAsync(host, dataset)).Count(DuplicateView.Leaks));

        step = await resolve.KeepOneAsync(host.Maintainer, dataset, report.SearchId, 1, members[1].Last().ExampleId, Cancel);
        Assert.Equal(1, (await ReportAsync(host, dataset)).Count(DuplicateView.Open));
        Assert.Equal(4, (await host.ExamplesAsync(dataset)).Count);
        await Assert.ThrowsAsync<ConflictException>(() => resolve.KeepOneAsync(host.Maintainer, dataset, report.SearchId, 1, members[1].Last().ExampleId, Cancel));
        await host.Get<UndoStep>().RunAsync(host.Maintainer, step, Cancel);
        Assert.Equal(Rows.Select(r => r.Item1), (await host.ExamplesAsync(dataset)).Select(e => e.Text));
        Assert.False((await ReportAsync(host, dataset)).Stale);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_was_marked_as_no_duplicate_stays_so_in_the_next_search_and_edits_make_the_result_stale(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var (dataset, report) = await SearchedAsync(host, Rows);
        await host.Get<ResolveDuplicates>().DismissAsync(host.Maintainer, dataset, report.SearchId, 2, true, Cancel);
        Assert.Equal((1, 1), Counts(await ReportAsync(host, dataset)));
        Assert.Equal((1, 1), Counts(await SearchAgainAsync(host, dataset)));

        await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange((await host.ExamplesAsync(dataset))[5].Id, "Please close my account today, thanks"), Cancel);
        Assert.True((await ReportAsync(host, dataset)).Stale);
        Assert.False((await SearchAgainAsync(host, dataset)).Stale);
        await using var db = await host.ReadAsync();
        Assert.Equal(1, await db.DuplicateSearches.CountAsync(Cancel));

        static (int, int) Counts(DuplicateReport r) => (r.Count(DuplicateView.Open), r.Count(DuplicateView.Dismissed));
    }

    [Fact]
    public async Task All_equal_texts_and_all_leaks_are_settled_in_one_step_each()
    {
        await using var host = await StartAsync();
        var (dataset, report) = await SearchedAsync(host, [.. Rows, ("PLEASE close my account today.", "close", DatasetSplit.Validation)], new DuplicateSettings(1));
        Assert.Equal(2, report.Count(DuplicateView.Leaks));
        await host.Get<ResolveDuplicates>().CloseLeaksAsync(host.Maintainer, dataset, report.SearchId, Cancel);
        Assert.Equal([DatasetSplit.Test, DatasetSplit.Test, DatasetSplit.Train, DatasetSplit.Validation], (await host.ExamplesAsync(dataset)).Take(4).Select(e => e.Split));
        await host.Get<ResolveDuplicates>().KeepFirstOfEqualAsync(host.Maintainer, dataset, report.SearchId, Cancel);
        Assert.Equal(0, (await ReportAsync(host, dataset)).Count(DuplicateView.Open));
        Assert.Equal([0L, 2L, 3L, 4L, 5L], (await host.ExamplesAsync(dataset)).Select(e => e.Position));
    }

    [Fact]
    public async Task Only_editors_search_and_settings_are_checked()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(Rows);
        var find = host.Get<FindDuplicates>();
        await Assert.ThrowsAsync<ForbiddenException>(() => find.StartAsync(host.Viewer, dataset, new DuplicateSettings(), Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => find.StartAsync(host.Outsider, dataset, new DuplicateSettings(), Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => find.StartAsync(host.Maintainer, dataset, new DuplicateSettings(0.1), Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<ReadDuplicates>().RunAsync(host.Outsider, dataset, Cancel));
    }

    [Theory]
    [InlineData(0.5, ShingleUnit.Characters, 4)]
    [InlineData(0.8, ShingleUnit.Characters, 5)]
    [InlineData(0.6, ShingleUnit.Words, 2)]
    public async Task Nearly_all_pairs_above_the_threshold_are_found_and_none_below(double threshold, ShingleUnit unit, int size)
    {
        var settings = new DuplicateSettings(threshold, unit, size);
        var random = new Random(7);
        string[] words = [.. Enumerable.Range(0, 60).Select(i => $"word{i}")];
        var texts = new List<string>();
        for (var i = 0; i < 150; i++)
        {
            string[] text = [.. Enumerable.Range(0, 14).Select(_ => words[random.Next(words.Length)])];
            texts.Add(string.Join(' ', text));
            text[random.Next(text.Length)] = "other";
            texts.Add(string.Join(' ', text));
        }

        var groups = await FindAsync(texts, settings);
        var sets = texts.ConvertAll(t => Shingles.Of(NormalText.Of(t), settings));
        var together = groups.SelectMany(g => g.SelectMany(a => g.Select(b => (a.Row, b.Row)))).ToHashSet();
        var pairs = (from a in Enumerable.Range(0, texts.Count) from b in Enumerable.Range(a + 1, texts.Count - a - 1) where Shingles.Jaccard(sets[a], sets[b]) >= threshold select (a, b)).ToList();
        Assert.NotEmpty(pairs);
        Assert.True(pairs.Count(together.Contains) >= 0.95 * pairs.Count, $"{pairs.Count(together.Contains)} of {pairs.Count} pairs were found.");
        Assert.All(groups, g => Assert.All(g, m => Assert.Contains(g, o => o.Row != m.Row && Shingles.Jaccard(sets[m.Row], sets[o.Row]) >= threshold)));
        Assert.Equal(groups, await FindAsync(texts, settings));
    }

    [Fact]
    public async Task Groups_of_banking77_make_sense()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("STUDIO_DATA") ?? Path.Combine("..", "shared", "data"), "intent", "banking77", "train.csv");
        Assert.SkipUnless(File.Exists(file), "The shared data set banking77 is not on this machine.");
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.Get<SaveDataset>().CreateAsync(host.Maintainer, host.ProjectId, "banking77", "", Cancel);
        await host.ImportAsync(dataset, await File.ReadAllBytesAsync(file, Cancel), "train.csv");
        var report = await SearchAgainAsync(host, dataset);

        Assert.Equal(10_003, report.Examples);
        Assert.InRange(report.Count(DuplicateView.Open), 20, 400);
        var members = await host.Get<ReadDuplicates>().MembersAsync(host.Viewer, dataset, report.SearchId, [.. report.Groups.Select(g => g.Number)], Cancel);
        Assert.All(members, g => Assert.True(g.Count() > 1));
        foreach (var group in members.Take(40))
            TestContext.Current.SendDiagnosticMessage("{0}", string.Join(" | ", group.Select(m => $"{m.Text.ReplaceLineEndings(" ")} [{string.Join(',', m.Labels)}] {m.Similarity:0.00}")));
    }

    private static async Task<List<List<FoundMember>>> FindAsync(List<string> texts, DuplicateSettings settings)
    {
        var finder = new DuplicateFinder(settings);
        foreach (var part in texts.Chunk(64))
            finder.Add(part);
        await finder.CompareAsync(rows => Task.FromResult<IReadOnlyList<string>>([.. rows.Select(r => texts[r])]), _ => { }, Cancel);
        return finder.Groups();
    }

    private static async Task<(Guid Dataset, DuplicateReport Report)> SearchedAsync(DatasetsHost host, (string, string?, DatasetSplit)[] rows, DuplicateSettings? settings = null)
    {
        var dataset = await host.DatasetAsync(rows);
        return (dataset, await SearchAgainAsync(host, dataset, settings));
    }

    private static async Task<DuplicateReport> SearchAgainAsync(DatasetsHost host, Guid dataset, DuplicateSettings? settings = null)
    {
        var find = host.Get<FindDuplicates>();
        await find.StartAsync(host.Maintainer, dataset, settings ?? new DuplicateSettings(), Cancel);
        await find.EndedAsync(dataset);
        var report = await ReportAsync(host, dataset);
        Assert.Null(report.Problem);
        return report;
    }

    private static async Task<DuplicateReport> ReportAsync(DatasetsHost host, Guid dataset) => (await host.Get<ReadDuplicates>().RunAsync(host.Viewer, dataset, Cancel))!;
}
