using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Web.Datasets;

namespace Studio.Web.Tests.Datasets;

/// <summary>The whole application on a free port, with a team that has a dataset.</summary>
public sealed class DatasetsWeb : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-web-").FullName;
    private WebApplication _app = null!;
    private Guid _team;

    public Actor Owner { get; private set; } = null!;
    public Guid Project { get; private set; }
    public Guid Dataset { get; private set; }

    /// <summary>The server's folder whose files can be imported.</summary>
    public string ImportFolder => Path.Combine(_folder, "to-import");

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(ImportFolder);
        _app = StudioWebApplication.Build(["--applicationName", "Studio.Web", "--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", _folder, "--Studio:Datasets:ImportFolder", ImportFolder]);
        await StudioWebApplication.StartAsync(_app, TextWriter.Null);
        var user = new User { DisplayName = "Mara", UserName = "mara@example.org", CreatedAt = DateTime.UtcNow };
        var team = new Team { Name = "Support" };
        var project = new Project { TeamId = team.Id, Name = "Tickets" };
        await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            db.AddRange(user, team, project, new Membership { TeamId = team.Id, UserId = user.Id, Role = Role.Owner });
            return Task.CompletedTask;
        });
        (_team, Owner, Project) = (team.Id, new Actor(user.Id), project.Id);
        Dataset = await Get<SaveDataset>().CreateAsync(Owner, project.Id, "tickets", "");
    }

    /// <summary>Another dataset, with these texts and labels.</summary>
    public Task<Guid> DatasetAsync(params (string Text, string? Label)[] rows) => Get<IWriteGate>().WriteAsync((db, _) =>
    {
        var dataset = new Dataset
        {
            ProjectId = Project, Name = $"set {Guid.NewGuid():N}", CreatedById = Owner.UserId,
            ExampleCount = rows.Length, LabeledCount = rows.Count(r => r.Label is not null), NextPosition = rows.Length,
        };
        db.Add(dataset);
        db.AddRange(rows.Select((r, i) => new Example { DatasetId = dataset.Id, Position = i, Text = r.Text, Label = r.Label }));
        return Task.FromResult(dataset.Id);
    });

    /// <summary>The dataset as its page hands it to its parts.</summary>
    public async Task<DatasetView> ViewAsync(Guid dataset)
    {
        var (summary, access) = await Get<ListDatasets>().OneAsync(Owner, dataset);
        return new DatasetView(Owner, summary, access, $"/p/{Project}/datasets/{dataset}", 1);
    }

    public async Task<HttpClient> ClientAsync(Role? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        if (role is { } given)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync(given));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> KeyAsync(Role role)
    {
        var secret = ApiKeys.Start + Guid.NewGuid().ToString("N");
        await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            db.ApiKeys.Add(new ApiKey
            {
                TeamId = _team, CreatedById = Owner.UserId, Name = "test", Prefix = secret[..14], Role = role,
                Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))),
            });
            return Task.CompletedTask;
        });
        return secret;
    }
}
