using Studio.Core.Datasets;
using Studio.Core.Datasets.Editing;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>The map of a dataset: where its examples lie, and the list and the bulk edit of an area of it.</summary>
public sealed class VectorMapTests
{
    [Theory]
    [OnBothEngines]
    public async Task Two_subjects_lie_apart_and_an_area_of_the_map_is_a_list_to_edit(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync([.. Enumerable.Range(0, 60).Select(i => i % 2 == 0
            ? ($"parcel number {i} has not arrived by post", "post", DatasetSplit.Train) : ($"refund of the withdrawal fee, case {i}", (string?)null, DatasetSplit.None))]);
        var maps = host.Get<ReadMap>();
        Assert.Null(await maps.RunAsync(host.Viewer, dataset, MapColour.Label, Cancel));
        await Assert.ThrowsAsync<ConflictException>(() => maps.WithinAsync(host.Viewer, dataset, "0,0;1,0;1,1", Cancel));
        using (var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe())
            await host.EndedAsync(feed, await host.Get<EmbedDataset>().StartAsync(host.Maintainer, dataset, "words:1", Cancel));

        var map = (await maps.RunAsync(host.Viewer, dataset, MapColour.Label, Cancel))!;
        Assert.Equal([("not labeled", 30), ("post", 30)], map.Groups.Select(g => (g.Name, g.Count)));
        Assert.Equal((60L, 60, false), (map.Examples, map.Points.Count, map.IsSample));
        Assert.InRange(map.ShareX, 0.2, 1);
        Assert.InRange(map.ShareY, 0, map.ShareX);
        Assert.Equal(["none", "train"], (await maps.RunAsync(host.Viewer, dataset, MapColour.Split, Cancel))!.Groups.Select(g => g.Name.Replace("no split", "none", StringComparison.Ordinal)).Order());
        var post = map.Points.Where(p => map.Groups[p.Group].Name == "post").ToList();
        var other = map.Points.Except(post).ToList();
        Assert.True(post.Max(p => p.X) < other.Min(p => p.X) || post.Min(p => p.X) > other.Max(p => p.X));

        var area = MapArea.Box(post.Min(p => p.X) - 0.01, post.Max(p => p.X) + 0.01, -2, 2);
        var filter = ExampleFilter.All with { Among = await maps.WithinAsync(host.Viewer, dataset, area, Cancel) };
        Assert.Equal(filter, ExampleFilter.All with { Among = await maps.WithinAsync(host.Viewer, dataset, area, Cancel) });
        Assert.Equal(30, (await host.Get<ListExamples>().CountAsync(host.Viewer, dataset, filter, Cancel)).Value);
        var rows = await host.Get<ListExamples>().RunAsync(host.Viewer, dataset, filter, 0, 0, 50, Cancel);
        Assert.All(rows, row => Assert.Equal("post", row.Label));
        var step = await host.Get<EditManyExamples>().RunAsync(host.Maintainer, dataset, new ExampleSelection(filter, Except: [rows[0].Id]), new BulkChange(Split: DatasetSplit.Test), Cancel);
        Assert.Equal(29, step.Rows);
        Assert.DoesNotContain("Ids", step.Settings, StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAsync<NotFoundException>(() => maps.WithinAsync(host.Outsider, dataset, area, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => maps.WithinAsync(host.Viewer, dataset, "1,2;nonsense", Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_filter_holds_as_many_examples_as_a_map_shows(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(("a", null, DatasetSplit.None), ("b", null, DatasetSplit.None));
        var first = (await host.ExamplesAsync(dataset))[0].Id;
        var filter = ExampleFilter.All with { Among = new ExampleIds("many", [.. Enumerable.Range(0, VectorMap.MostPlaces).Select(i => -1L - i), first]) };
        Assert.Equal(["a"], (await host.Get<ListExamples>().RunAsync(host.Viewer, dataset, filter, 0, 0, 50, Cancel)).Select(r => r.Text));
    }

    [Fact]
    public void The_axes_are_those_of_the_variance_and_the_same_each_time()
    {
        // Three directions at right angles, with known variances 9, 4 and 1 of 14.
        var random = new Random(5);
        float[][] directions = [[0.6f, 0.8f, 0, 0], [-0.8f, 0.6f, 0, 0], [0, 0, 0, 1]];
        float[][] rows = [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            var (a, b, c) = (3 * Normal(random), 2 * Normal(random), Normal(random));
            return Enumerable.Range(0, 4).Select(i => 5 + a * directions[0][i] + b * directions[1][i] + c * directions[2][i]).ToArray();
        })];
        var axes = PrincipalAxes.Of(rows, 2, Cancel);
        Assert.Equal(9 / 14.0, axes.Shares[0], 0.03);
        Assert.Equal(4 / 14.0, axes.Shares[1], 0.03);
        var along = rows.Select(row => axes.Project(row)).ToList();
        Assert.Equal(0, along.Average(p => p[0]), 1e-3);
        Assert.Equal(9, along.Average(p => p[0] * p[0]), 0.5);
        Assert.Equal(0, along.Average(p => p[0] * p[1]), 0.05);
        var again = PrincipalAxes.Of(rows, 2, Cancel);
        Assert.Equal(along, rows.Select(again.Project));
    }

    [Fact]
    public void Of_too_many_examples_the_same_are_drawn_each_time_and_a_broken_map_is_none()
    {
        var folder = Directory.CreateTempSubdirectory("studio-map-").FullName;
        try
        {
            var file = VectorFile.Create(Path.Combine(folder, "v"), "key", 2);
            using (var end = file.Append())
            {
                for (var i = 0; i < VectorMap.MostPlaces + 500; i++)
                    file.Write(end, new VectorHead(i, (UInt128)i), [(short)i, 1]);
            }

            var ids = Enumerable.Range(0, VectorMap.MostPlaces + 500).Select(i => (long)i).ToList();
            var map = VectorMap.Lay(file, ids, Cancel);
            Assert.Equal(VectorMap.MostPlaces, map.Places.Count);
            ids.Reverse();
            Assert.Equal(map.Places, VectorMap.Lay(file, ids, Cancel).Places);
            var path = VectorMap.PathOf(file.Path);
            map.Write(path);
            Assert.Equal(map.Places, VectorMap.Find(path)!.Places);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..100]);
            Assert.Null(VectorMap.Find(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static float Normal(Random random) => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
