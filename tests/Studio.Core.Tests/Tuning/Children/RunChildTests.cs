using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Children;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Searches;
using static Studio.Core.Tests.Tuning.TuningHost;

namespace Studio.Core.Tests.Tuning.Children;

public sealed class RunChildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-children-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnBothEngines]
    public async Task Trials_are_recorded_as_they_change_and_a_late_viewer_sees_them_all(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        ChildRun first = Trial(1), second = Trial(2);
        var engine = new ScriptedEngine
        {
            Before =
            [
                new ChildRunChanged(first), new ChildRunChanged(first with { Step = 5, CheckpointStep = 5, Metrics = new Dictionary<string, double> { ["accuracy"] = 0.5, ["loss"] = double.NaN }, Losses = [new(1, 4), new(2, 3), new(3, 2.5), new(4, 2)], EvalLosses = [new(3, 5)] }),
                new ChildRunChanged(first with { State = ChildState.Finished, Step = 10, Metrics = new Dictionary<string, double> { ["accuracy"] = 0.8 }, Seconds = 3, Losses = [new(3, 2.25), new(4, 1)] }),
                new ChildRunChanged(second with { State = ChildState.Pruned, Step = 4, Reason = "Ended at evaluation 1." }),
            ],
        };
        await using var host = await StartAsync(database.Options, _folder, engine);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());

        var id = await host.LaunchAsync(project);
        var seen = await host.EndedAsync(id);

        await using var db = await host.ReadAsync();
        var stored = await RunHistory.ReadAsync(db, await db.Runs.SingleAsync(Cancel));
        foreach (var picture in new[] { seen, stored })
        {
            Assert.Equal([ChildState.Finished, ChildState.Pruned], picture.Children.Values.Select(c => c.State));
            Assert.Equal(("0.001", 0.8, 3.0), (picture.Children[1].Values["optimizer.learning_rate"], picture.Children[1].Metrics["accuracy"], picture.Children[1].Seconds));
            Assert.Equal("Ended at evaluation 1.", picture.Children[2].Reason);
            // Broken off after step 4 and gone on from step 2: what was learned since then was learned again.
            Assert.Equal([new(1, 4), new(2, 3), new(3, 2.25), new(4, 1)], picture.Children[1].Losses);
            Assert.Equal([new(3, 5)], picture.Children[1].EvalLosses);
        }
        Assert.Equal(RunState.Succeeded, seen.Status.State);
        Assert.Null(seen.Status.Activity);
        Assert.Equal(2, await db.RunChildren.CountAsync(Cancel));
        var (recipe, snapshot) = await host.Get<RunDetails>().TrialAsync(project.Viewer, project.Id, 1, 2, Cancel);
        Assert.Equal((0.001, project.SnapshotId), (recipe.Optimizer.LearningRate, snapshot));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<RunDetails>().TrialAsync(project.Viewer, project.Id, 1, 9, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_search_that_has_ended_goes_on_in_a_new_run_with_its_trials(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var engine = new ScriptedEngine { Before = [new ChildRunChanged(Trial(1) with { State = ChildState.Finished }), new ChildRunChanged(Trial(2) with { State = ChildState.Pruned })] };
        await using var host = await StartAsync(database.Options, _folder, engine);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var extend = host.Get<ExtendSearch>();
        var recipe = new Recipe
        {
            BaseModel = "scratch", Scratch = new(),
            Search = new() { Trials = 2, Space = new Dictionary<string, SearchRange> { ["optimizer.learning_rate"] = new() { Type = "log-uniform", Min = 1e-5, Max = 1e-3 } } },
        };
        var plain = await host.LaunchAsync(project);
        await host.EndedAsync(plain);
        var first = await host.Get<LaunchRun>().RunAsync(project.Maintainer, project.Id, new(project.SnapshotId, recipe), Cancel);
        await host.EndedAsync(first);
        await File.WriteAllTextAsync(Path.Combine(host.Get<StorageRoot>().Run(first), SearchFile.FileName), "the trials", Cancel);

        var second = await extend.RunAsync(project.Maintainer, project.Id, first, 5, Cancel);
        await host.EndedAsync(second);

        var view = await host.Get<RunDetails>().RunAsync(project.Viewer, project.Id, second, Cancel);
        Assert.Equal((7, 2), (view.Recipe.Search!.Trials, view.TrialsOf));
        Assert.Equal("the trials", await File.ReadAllTextAsync(Path.Combine(host.Get<StorageRoot>().Run(second), SearchFile.FileName), Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => extend.RunAsync(project.Maintainer, project.Id, plain, 5, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => extend.RunAsync(project.Maintainer, project.Id, first, 0, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => extend.RunAsync(project.Viewer, project.Id, first, 5, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => extend.RunAsync(project.Maintainer, Guid.NewGuid(), first, 5, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task Summaries_are_read_by_those_who_may_see_the_run(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var id = await host.LaunchAsync(project);
        string folder = Directory.CreateDirectory(host.Get<StorageRoot>().Run(id)).FullName;
        var trial = new Trial { Number = 2, Values = new Dictionary<string, string> { ["optimizer.learning_rate"] = "0.002", ["lora.r"] = "4" }, Position = [1, 2], State = ChildState.Finished };
        await File.WriteAllTextAsync(Path.Combine(folder, SearchFile.FileName), JsonSerializer.Serialize(new SearchFile("f", "accuracy", [trial]) { Best = 2 }, RecipeJson.Options), Cancel);

        var findings = await host.Get<RunFindings>().RunAsync(project.Viewer, project.Id, id, Cancel);

        Assert.Null(findings.Folds);
        Assert.Equal(2, findings.Search!.Best);
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<RunFindings>().OutOfFoldAsync(project.Viewer, project.Id, id, Cancel));
        await File.WriteAllTextAsync(Path.Combine(folder, FoldsFile.PredictionsName), "{}", Cancel);
        await using (var answers = await host.Get<RunFindings>().OutOfFoldAsync(project.Viewer, project.Id, id, Cancel))
            Assert.Equal(2, answers.Length);
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<RunFindings>().RunAsync(project.Viewer, Guid.NewGuid(), id, Cancel));
    }

    private static ChildRun Trial(int number) => new()
    {
        Kind = ChildKind.Trial, Number = number, Count = 2, TotalSteps = 10, Values = new Dictionary<string, string> { ["optimizer.learning_rate"] = "0.001" },
    };
}
