using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Labeling;

/// <summary>A hundred people at once: nothing lost, nothing served twice, exactly as many answers as asked for.</summary>
public sealed class CrowdTests
{
    [Theory, OnBothEngines]
    public Task A_hundred_annotators_answer_every_example_once(DatabaseEngine engine) => LabelAsync(engine, overlap: 1, examples: 600);

    [Theory, OnBothEngines]
    public Task A_hundred_annotators_give_every_example_exactly_three_answers(DatabaseEngine engine) => LabelAsync(engine, overlap: 3, examples: 200);

    private static async Task LabelAsync(DatabaseEngine engine, int overlap, int examples)
    {
        await using var host = await LabelingHost.StartAsync(engine);
        var session = await host.SessionAsync(examples, overlap);
        var people = await host.PeopleAsync(Enumerable.Range(0, 100).Select(i => $"person {i}"), Role.Annotator);
        var served = new ConcurrentBag<(Guid User, long Task)>();
        var acknowledged = new ConcurrentBag<(Guid User, long Task)>();

        await Task.WhenAll(people.Select(async person =>
        {
            var seat = Guid.NewGuid();
            while ((await host.TakeAsync(person, session.Id, seat, 4)).Items is { Count: > 0 } items)
            {
                foreach (var item in items)
                {
                    served.Add((person.UserId, item.TaskId));
                    var receipt = await host.SubmitAsync(person, session.Id, seat, item.TaskId, session.Labels[(int)(item.TaskId % 3)].Id);
                    Assert.Equal(AnnotationOutcome.Counted, receipt.Outcome);
                    acknowledged.Add((person.UserId, item.TaskId));
                }
            }
        }));

        Assert.Equal(examples * overlap, served.Distinct().Count());
        Assert.Equal(examples * overlap, served.Count);
        await using var db = await host.ReadAsync();
        var kept = await db.Annotations.Where(a => a.SessionId == session.Id).Select(a => new { a.UserId, a.TaskId, a.Slot }).ToListAsync(LabelingHost.Cancel);
        Assert.Equal(acknowledged.Order(), kept.Select(k => (k.UserId, k.TaskId)).Order());
        Assert.All(kept.GroupBy(k => k.TaskId), task => Assert.Equal(Enumerable.Range(0, overlap), task.Select(k => k.Slot!.Value).Order()));
        Assert.Equal(examples, await db.LabelingTasks.CountAsync(t => t.SessionId == session.Id && t.State == TaskState.Agreed, LabelingHost.Cancel));
        Assert.Equal(examples, await db.Datasets.Where(d => d.Id == session.DatasetId).Select(d => d.LabeledCount).SingleAsync(LabelingHost.Cancel));
    }
}
