using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Labeling.LabelingHost;

namespace Studio.Core.Tests.Labeling;

/// <summary>The examples of a new session are found by the same search as in the list of examples, and as many as the form says.</summary>
public sealed class ChoosingExamplesTests
{
    private static readonly (string Text, string? Label, DatasetSplit Split)[] Rows =
    [
        ("The refund never came", null, DatasetSplit.Train), ("REFUNDS are slow", "slow", DatasetSplit.Train), ("refunding, never refund", null, DatasetSplit.Test),
        ("返金はまだですか", null, DatasetSplit.Train), ("so good 🙂", "praise", DatasetSplit.Train), ("50 % off", null, DatasetSplit.None), ("never came the refund", "late", DatasetSplit.Train),
    ];

    public static TheoryData<string?, int> Searches => new()
    {
        { null, 7 }, { "  ", 7 }, { "refund", 3 }, { "fund", 0 }, { "refund*", 4 }, { "\"never came\"", 2 }, { "refund -came", 1 }, { "REFUND", 3 }, { "金", 1 }, { "🙂", 1 }, { "%", 1 }, { "never refund", 3 },
    };

    [Theory, OnBothEngines]
    public async Task The_number_shown_is_the_number_of_tasks_made_and_that_of_the_list_of_examples(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await DatasetAsync(host);
        await DatasetAsync(host);
        foreach (var (search, expected) in Searches.Select(row => row.Data))
        {
            var choice = new TaskSelection { Search = search };
            var (shown, tasks) = await MakeAsync(host, dataset, choice);
            Assert.Equal((expected, expected), (shown, tasks.Count));
            if (!string.IsNullOrWhiteSpace(search))
                Assert.Equal(await ListedAsync(host, dataset, new ExampleFilter(search)), tasks);
        }
    }

    [Theory, OnBothEngines]
    public async Task All_conditions_hold_together_and_a_sample_is_drawn_from_what_they_leave(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await DatasetAsync(host);
        var choice = new TaskSelection { Search = "refund*", Split = DatasetSplit.Train };

        var (all, found) = await MakeAsync(host, dataset, choice);
        var (unlabeled, without) = await MakeAsync(host, dataset, choice with { UnlabeledOnly = true });
        var (sampled, drawn) = await MakeAsync(host, dataset, choice with { Sample = 2, Shuffle = true });

        Assert.Equal((3, 3), (all, found.Count));
        Assert.Equal(1, unlabeled);
        Assert.Equal(["The refund never came"], without);
        Assert.Equal((2, 2), (sampled, drawn.Count));
        Assert.Empty(drawn.Except(found));
    }

    private static async Task<(int Shown, List<string> Tasks)> MakeAsync(LabelingHost host, Guid dataset, TaskSelection choice)
    {
        var shown = await host.Get<PrepareLabelingSession>().CountAsync(host.Maintainer, dataset, choice, Cancel);
        if (shown == 0)
        {
            var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => CreateAsync(host, dataset, choice));
            Assert.Contains("fits the choice", refusal.Message, StringComparison.Ordinal);
            return (0, []);
        }

        var session = await CreateAsync(host, dataset, choice);
        await using var db = await host.ReadAsync();
        var tasks = await db.LabelingTasks.Where(t => t.SessionId == session).OrderBy(t => t.ExampleId).Select(t => t.Example.Text).ToListAsync(Cancel);
        var view = await host.Get<ReadLabelingSession>().RunAsync(host.Maintainer, session, Cancel);
        Assert.Equal((tasks.Count, choice), (view.Total, view.Selection));
        return (shown, tasks);
    }

    private static Task<Guid> CreateAsync(LabelingHost host, Guid dataset, TaskSelection choice) => host.Get<CreateLabelingSession>().RunAsync(
        host.Maintainer, new NewLabelingSession { DatasetId = dataset, Name = $"session {Guid.NewGuid():N}", Labels = ["late", "praise"], Selection = choice }, Cancel);

    private static async Task<List<string>> ListedAsync(LabelingHost host, Guid dataset, ExampleFilter filter)
    {
        var rows = await host.Get<ListExamples>().RunAsync(host.Maintainer, dataset, filter, 0, 0, 100, Cancel);
        return [.. rows.Select(row => row.Text)];
    }

    private static Task<Guid> DatasetAsync(LabelingHost host) => host.WriteAsync(db =>
    {
        var dataset = new Dataset
        {
            ProjectId = host.ProjectId, Name = $"set {Guid.NewGuid():N}", CreatedById = host.Maintainer.UserId, CreatedAt = DateTime.UtcNow, ExampleCount = Rows.Length, NextPosition = Rows.Length,
        };
        db.Datasets.Add(dataset);
        foreach (var (row, at) in Rows.Select((row, at) => (row, at)))
            db.Examples.Add(new Example { DatasetId = dataset.Id, Position = at, Text = row.Text, Label = row.Label, Split = row.Split });
        return Task.FromResult(dataset.Id);
    });
}
