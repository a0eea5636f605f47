using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Tuning;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Web.Tests.Tuning;

/// <summary>The whole application on a free port, with an engine that the test holds in its hand.</summary>
internal sealed class TuningWeb : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private TuningWeb(WebApplication app, string folder, ScriptedEngine engine, TuningProject project) =>
        (_app, _folder, Engine, Project) = (app, folder, engine, project);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ScriptedEngine Engine { get; }

    public TuningProject Project { get; }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<TuningWeb> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("studio-web-").FullName;
        var engine = new ScriptedEngine(held: true);
        var app = StudioWebApplication.Build(["--applicationName", "Studio.Web", "--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", folder], builder =>
        {
            builder.Services.RemoveAll<IAfterTraining>();
            builder.Services.AddSingleton<ITrainingEngine>(engine);
            builder.Services.AddSingleton<ISnapshotStore>(new MemorySnapshots());
        });
        await StudioWebApplication.StartAsync(app, TextWriter.Null);
        return new TuningWeb(app, folder, engine, await TuningProject.CreateAsync(app.Services.GetRequiredService<IWriteGate>()));
    }

    public Task<Guid> LaunchAsync() =>
        Get<LaunchRun>().RunAsync(Project.Maintainer, Project.Id, new LaunchRequest(Project.SnapshotId, new Recipe(), "A run"), Cancel);

    /// <summary>The storage root.</summary>
    public string Folder => _folder;

    /// <summary>A key of the maintainer's; without a role it may look.</summary>
    public async Task<string> KeyAsync(Role role = Role.Viewer)
    {
        var secret = ApiKeys.Start + Guid.NewGuid().ToString("N");
        await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            db.ApiKeys.Add(new ApiKey
            {
                TeamId = db.Projects.Where(p => p.Id == Project.Id).Select(p => p.TeamId).Single(),
                CreatedById = Project.Maintainer.UserId,
                Name = "test",
                Prefix = secret[..14],
                Hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret))),
                Role = role,
            });
            return Task.CompletedTask;
        }, Cancel);
        return secret;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
