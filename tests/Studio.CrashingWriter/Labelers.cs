using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Coordination;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.CrashingWriter;

/// <summary>People at work in one session, until there is nothing left or somebody kills the process.</summary>
internal static class Labelers
{
    public static async Task RunAsync(string connection, Guid session)
    {
        var people = (await Console.In.ReadLineAsync())!.Split(',').Select(id => new Actor(Guid.Parse(id))).ToList();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddStudioPersistence(DatabaseOptions.From(connection, "unused")).AddStudioLabeling();
        builder.AddStudioCoordination();
        using var host = builder.Build();
        await host.StartAsync();
        await using var output = Console.OpenStandardOutput();
        await using var acknowledged = TextWriter.Synchronized(new StreamWriter(output) { AutoFlush = true });
        var labels = (await host.Services.GetRequiredService<ReadLabelingSession>().RunAsync(people[0], session)).Labels;
        await Task.WhenAll(people.Select(person => LabelAsync(host.Services, person, session, labels, acknowledged)));
        await host.StopAsync();
    }

    private static async Task LabelAsync(IServiceProvider services, Actor person, Guid session, IReadOnlyList<LabelView> labels, TextWriter acknowledged)
    {
        var (take, answer, seat) = (services.GetRequiredService<TakeTasks>(), services.GetRequiredService<AnswerTasks>(), Guid.NewGuid());
        while ((await take.RunAsync(person, session, seat, 4, [])).Items is { Count: > 0 } items)
        {
            foreach (var item in items)
            {
                var label = labels[(int)(item.TaskId % labels.Count)];
                await answer.RunAsync(person, session, seat, [new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, item.TaskId, new AnnotationValue([label.Id]))]);
                acknowledged.WriteLine($"{item.TaskId} {label.Name}");
            }
        }
    }
}
