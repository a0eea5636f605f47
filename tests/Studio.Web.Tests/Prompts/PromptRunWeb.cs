using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Core.Teams;
using Studio.Core.Tests.Tuning;
using Studio.ModelServer;

namespace Studio.Web.Tests.Prompts;

/// <summary>The whole application with a connection to a model server of the test's, a prompt, and eight frozen rows.</summary>
internal sealed class PromptRunWeb : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly TuningProject _project;
    private PromptRunRequest _request = null!;

    private PromptRunWeb(WebApplication app, string folder, TuningProject project) => (_app, _folder, _project) = (app, folder, project);

    public Guid ProjectId => _project.Id;

    public Actor Maintainer => _project.Maintainer;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<PromptRunWeb> StartAsync(FakeModelServer server)
    {
        var folder = Directory.CreateTempSubdirectory("studio-web-").FullName;
        var app = StudioWebApplication.Build(
            ["--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", folder, "--Studio:Outgoing:Allow", "127.0.0.1"],
            builder => builder.Services.AddSingleton<ISnapshotStore>(new MemorySnapshots()));
        await StudioWebApplication.StartAsync(app, TextWriter.Null);
        var web = new PromptRunWeb(app, folder, await TuningProject.CreateAsync(app.Services.GetRequiredService<IWriteGate>()));
        await web.PrepareAsync(server);
        return web;
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<Guid> LaunchAsync()
    {
        var number = await Get<LaunchPromptRun>().RunAsync(Maintainer, ProjectId, _request, Cancel);
        return (await Get<ReadPromptRuns>().ByNumberAsync(Maintainer, ProjectId, number, Cancel)).Id;
    }

    /// <summary>A key of an owner's that may look.</summary>
    public async Task<string> KeyAsync()
    {
        var team = await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            var id = db.Projects.Where(p => p.Id == ProjectId).Select(p => p.TeamId).Single();
            db.Memberships.Single(m => m.TeamId == id && m.UserId == Maintainer.UserId).Role = Role.Owner;
            return Task.FromResult(id);
        }, Cancel);
        return (await Get<ApiKeys>().CreateAsync(Maintainer, team, "test", Role.Viewer, null, Cancel)).Secret;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(FakeModelServer server)
    {
        await Get<SaveConnection>().CreateAsync(Maintainer, ProjectId, new ConnectionDraft { Name = "Lab", BaseUrl = server.BaseUrl, Key = "sk-test", Models = [new ModelDraft("small")] }, Cancel);
        var prompt = await Get<CreatePrompt>().RunAsync(Maintainer, ProjectId, new NewPrompt("Triage", null, null, null, PromptStarters.For(["no", "yes"])[0].Content), Cancel);
        var model = (await Get<ProjectModels>().ListAsync(Maintainer, ProjectId, Cancel))[0];
        _request = new PromptRunRequest(prompt, 1, _project.SnapshotId, DatasetSplit.Test, model.Id, Concurrency: 2);
    }
}
