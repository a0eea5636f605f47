using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Labeling;

/// <summary>Killing the server while people label loses no label that was acknowledged and doubles none.</summary>
public sealed class LabelingCrashTests
{
    [Theory, OnBothEngines]
    public async Task No_acknowledged_label_is_lost_when_the_server_is_killed(DatabaseEngine engine)
    {
        var cancel = LabelingHost.Cancel;
        await using var host = await LabelingHost.StartAsync(engine);
        var session = await host.SessionAsync(examples: 2000);
        var people = string.Join(',', (await host.PeopleAsync(Enumerable.Range(0, 8).Select(i => $"person {i}"), Role.Annotator)).Select(p => p.UserId));
        var acknowledged = new HashSet<string>();
        for (var round = 0; round < 2; round++)
        {
            await using var server = Persistence.CrashingWriter.Start("label", host.ConnectionString, session.Id.ToString());
            await server.WriteLineAsync(people);
            var enough = acknowledged.Count + 40;
            while (acknowledged.Count < enough && await server.ReadLineAsync(cancel) is { } line)
                Assert.True(acknowledged.Add(line), $"{line} was served twice.");
            Assert.Equal(enough, acknowledged.Count);
            foreach (var line in await server.KillAsync(cancel))
                Assert.True(acknowledged.Add(line), $"{line} was served twice.");
        }

        await using var db = await host.ReadAsync();
        var kept = await db.LabelingTasks.Where(t => t.SessionId == session.Id && t.State == TaskState.Agreed)
            .Select(t => t.Id + " " + t.Example.Label).ToListAsync(cancel);
        Assert.Empty(acknowledged.Except(kept));
        Assert.Equal(kept.Count, await db.Annotations.CountAsync(a => a.SessionId == session.Id, cancel));
        Assert.Equal(kept.Count, await db.Datasets.Where(d => d.Id == session.DatasetId).Select(d => d.LabeledCount).SingleAsync(cancel));
    }
}
