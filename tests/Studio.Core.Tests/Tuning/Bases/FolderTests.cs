using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Bases;
using Studio.ModelServer;
using Studio.Trainer.Runs;
using static Studio.Core.Tests.Tuning.Bases.BasesHost;

namespace Studio.Core.Tests.Tuning.Bases;

/// <summary>Base models that lie in a folder of the server, runs that use them, and a process that is killed.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly string _models = Directory.CreateTempSubdirectory("studio-models-").FullName;

    public void Dispose() => Directory.Delete(_models, recursive: true);

    [Theory, OnBothEngines]
    public async Task A_folder_is_added_where_it_is_and_has_to_be_admitted_anew_when_its_files_change(DatabaseEngine engine)
    {
        var folder = Path.Combine(_models, "mini");
        SmallModel.Write(folder);
        await using var host = await BasesHost.StartAsync(modelFolders: [_models], engine: engine);
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<AddBaseModel>().FromFolderAsync(host.Project.Maintainer, host.Project.Id, "../etc", cancel: Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => host.Get<AddBaseModel>().FromFolderAsync(host.Project.Viewer, host.Project.Id, "mini", cancel: Cancel));
        var id = await host.Get<AddBaseModel>().FromFolderAsync(host.Project.Maintainer, host.Project.Id, "mini", cancel: Cancel);
        await Assert.ThrowsAsync<ConflictException>(() => host.Get<AddBaseModel>().FromFolderAsync(host.Project.Maintainer, host.Project.Id, "mini", cancel: Cancel));
        var model = await host.EndAsync(id);
        await host.Get<AdmitBaseModel>().AdmitAsync(host.Project.Maintainer, host.Project.Id, id, model.Row.Digest!, true, Cancel);
        Assert.Equal(folder, Assert.Single(await host.Get<BaseModels>().ListAsync(model.TeamId, Cancel)).Path);

        await File.AppendAllTextAsync(Path.Combine(folder, "vocab.txt"), "\n", Cancel);
        Assert.Empty(await host.Get<BaseModels>().ListAsync(model.TeamId, Cancel));
        await host.Get<SteerBaseModel>().GoOnAsync(host.Project.Maintainer, host.Project.Id, id, Cancel);
        var again = await host.EndAsync(id);
        Assert.False(again.Row.IsAdmitted);
        Assert.NotEqual(model.Row.Digest, again.Row.Digest);

        await host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, id, Cancel);
        Assert.True(File.Exists(Path.Combine(folder, "config.json")));
    }

    [Theory, OnBothEngines]
    public async Task A_folder_that_lies_or_brings_code_is_refused_with_the_reason(DatabaseEngine engine)
    {
        var (lies, pickles) = (Path.Combine(_models, "lies"), Path.Combine(_models, "pickles"));
        SmallModel.Write(lies);
        File.WriteAllText(Path.Combine(lies, "config.json"), File.ReadAllText(Path.Combine(lies, "config.json")).Replace("\"hidden_size\": 32", "\"hidden_size\": 16384", StringComparison.Ordinal));
        SmallModel.Write(pickles);
        File.WriteAllBytes(Path.Combine(pickles, "optimizer.pt"), [0x80, 2]);
        await using var host = await BasesHost.StartAsync(modelFolders: [_models], engine: engine);

        foreach (var (name, said) in new[] { ("lies", "of another shape"), ("pickles", "optimizer.pt") })
        {
            var model = await host.EndAsync(await host.Get<AddBaseModel>().FromFolderAsync(host.Project.Maintainer, host.Project.Id, name, cancel: Cancel));
            Assert.Equal(BaseModelState.Refused, model.Row.State);
            Assert.Contains(said, model.Row.Problem, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ConflictException>(() => host.Get<AdmitBaseModel>().AdmitAsync(host.Project.Maintainer, host.Project.Id, model.Row.Id, model.Row.Digest!, true, Cancel));
        }
    }

    [Theory, OnBothEngines]
    public async Task A_model_that_a_run_starts_from_is_not_removed(DatabaseEngine engine)
    {
        SmallModel.Write(Path.Combine(_models, "mini"));
        await using var host = await BasesHost.StartAsync(modelFolders: [_models], engine: engine);
        var id = await host.Get<AddBaseModel>().FromFolderAsync(host.Project.Maintainer, host.Project.Id, "mini", cancel: Cancel);
        await host.EndAsync(id);
        var run = new Run
        {
            ProjectId = host.Project.Id, Number = 7, Name = "A run", SnapshotId = host.Project.SnapshotId, SnapshotHash = new string('5', 64),
            Recipe = RecipeJson.Write(new Recipe { BaseModel = Path.Combine(_models, "mini") }), State = RunState.Paused, CreatedById = host.Project.Maintainer.UserId,
        };
        await host.Get<IWriteGate>().WriteAsync((db, _) => Task.FromResult(db.Runs.Add(run).Entity.Id), Cancel);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, id, Cancel));

        Assert.Contains("run 7 “A run” in Project", refusal.Message, StringComparison.Ordinal);
        Assert.Single((await host.ReadAsync(id)).Runs);
    }

    [Fact]
    public async Task A_process_killed_in_mid_file_is_followed_by_one_that_goes_on_there()
    {
        await using var hub = await FakeHub.StartAsync("tests/small", SmallModel.Files());
        hub.Plan("model.safetensors", new HubMisdeed.Hang(6_000));
        await using var database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        var storage = Path.Combine(_models, "storage");
        var project = await TuningProject.CreateAsync(database.Gate);
        Guid id;
        await using (var victim = Persistence.CrashingWriter.Start("base-models", database.Options.ConnectionString, storage, hub.Address))
        {
            Assert.Equal("working", await victim.ReadLineAsync(Cancel));
            using var adding = CrashingWriterHost(database.Options, storage, hub.Address);
            id = await adding.FromHubAsync(project);
            await hub.Hangs.Task.WaitAsync(Cancel);
            var part = Path.Combine(storage, "bases", id.ToString("N"), "staged", "model.safetensors");
            await WrittenAsync(part, 6_000);
            await victim.KillAsync(Cancel);
            Assert.Equal(6_000, new FileInfo(part).Length);
        }

        await using var next = await BasesHost.OpenAsync(database.Options, storage, hub.Address, project);
        var model = await next.EndAsync(id);

        Assert.Equal((BaseModelState.Checked, null), (model.Row.State, model.Row.Problem));
        Assert.Contains(hub.Calls, call => call.Range == "bytes=6000-");
        Assert.Single(hub.Calls, call => call.Path.EndsWith("/vocab.txt", StringComparison.Ordinal));
    }

    private static Adding CrashingWriterHost(DatabaseOptions database, string storage, string hub) => new(Studio.CrashingWriter.BaseModelFetchers.Build(database, storage, hub));

    /// <summary>Adds a model without working on it: its host never starts.</summary>
    private sealed class Adding(Microsoft.Extensions.Hosting.IHost host) : IDisposable
    {
        public Task<Guid> FromHubAsync(TuningProject project) =>
            ((AddBaseModel)host.Services.GetService(typeof(AddBaseModel))!).FromHubAsync(project.Maintainer, project.Id, new HubRequest("tests/small"), Cancel);

        public void Dispose() => host.Dispose();
    }
}
