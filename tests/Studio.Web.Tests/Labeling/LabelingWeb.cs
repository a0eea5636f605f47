using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Web.Tests.Labeling;

/// <summary>The whole application on a free port, with a session of three examples, an owner, and keys of any role.</summary>
internal sealed class LabelingWeb : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-web-").FullName;
    private readonly WebApplication _app;
    private readonly Team _team = new() { Name = "Support" };
    private readonly User _user = new() { DisplayName = "Mara", UserName = "mara", Email = "mara@example.org", CreatedAt = DateTime.UtcNow };

    private LabelingWeb() => _app = StudioWebApplication.Build(
        ["--applicationName", "Studio.Web", "--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", _folder]);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Actor Owner => new(_user.Id);

    public Guid TeamId => _team.Id;

    public Guid ProjectId { get; private set; }

    public LabelingSessionView Session { get; private set; } = null!;

    public static async Task<LabelingWeb> StartAsync()
    {
        var web = new LabelingWeb();
        await StudioWebApplication.StartAsync(web._app, TextWriter.Null);
        await web.SeedAsync();
        return web;
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<HttpClient> ClientAsync(Role role)
    {
        var secret = ApiKeys.Start + Guid.NewGuid().ToString("N");
        await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            db.ApiKeys.Add(new ApiKey
            {
                TeamId = _team.Id, CreatedById = _user.Id, Name = "test", Prefix = secret[..14], Role = role,
                Hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(secret))),
            });
            return Task.CompletedTask;
        }, Cancel);
        var client = new HttpClient { BaseAddress = new Uri(Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SeedAsync()
    {
        var project = new Project { TeamId = _team.Id, Name = "Tickets" };
        var dataset = new Dataset { ProjectId = project.Id, Name = "notes", CreatedById = _user.Id, ExampleCount = 3, NextPosition = 3 };
        await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            db.AddRange(_team, _user, project, dataset);
            db.Add(new Membership { TeamId = _team.Id, UserId = _user.Id, Role = Role.Owner });
            for (var i = 0; i < 3; i++)
                db.Add(new Example { DatasetId = dataset.Id, Position = i, Text = i == 0 ? "<script>alert(1)</script>" : $"note {i}" });
            return Task.CompletedTask;
        }, Cancel);
        ProjectId = project.Id;
        var wanted = new NewLabelingSession { DatasetId = dataset.Id, Name = "first", Labels = ["good", "bad"] };
        Session = await Get<ReadLabelingSession>().RunAsync(Owner, await Get<CreateLabelingSession>().RunAsync(Owner, wanted, Cancel), Cancel);
    }
}
