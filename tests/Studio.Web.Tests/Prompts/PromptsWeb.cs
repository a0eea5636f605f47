using System.Net.Http.Headers;
using Bunit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Labels;
using Studio.Core.Prompts.Live;
using Studio.Core.Prompts.Playground;
using Studio.Core.Prompts.Writing;
using Studio.Core.Teams;
using Studio.ModelServer;
using Studio.Web.Prompts.Playground;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Prompts;

/// <summary>The whole application on a free port, with three people who write prompts, one who reads, and a model to ask.</summary>
public sealed class PromptsWeb : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-web-").FullName;
    private WebApplication _app = null!;
    private Guid _team;

    public Actor Ada { get; private set; } = null!;
    public Actor Ben { get; private set; } = null!;
    public Actor Cleo { get; private set; } = null!;
    public Actor Viewer { get; private set; } = null!;
    public Guid Project { get; private set; }
    public FakeModelServer Models { get; private set; } = null!;

    /// <summary>What the models answer to the next question.</summary>
    public Func<ModelRequest, Reaction> React { get; set; } = request => Reaction.Answer($"{request.Model} says refund");

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        Models = await FakeModelServer.StartAsync(request => React(request));
        _app = StudioWebApplication.Build(
            ["--applicationName", "Studio.Web", "--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", _folder, "--Studio:Outgoing:Allow", "127.0.0.1"]);
        await StudioWebApplication.StartAsync(_app, TextWriter.Null);
        User[] people = [.. new[] { "Ada", "Ben", "Vic", "Cleo" }.Select(name => new User { DisplayName = name, UserName = $"{name}@example.org", CreatedAt = DateTime.UtcNow })];
        var team = new Team { Name = "Support" };
        var project = new Project { TeamId = team.Id, Name = "Tickets" };
        await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            db.AddRange([.. people, team, project]);
            foreach (var (person, role) in people.Zip([Role.Owner, Role.Maintainer, Role.Viewer, Role.Maintainer]))
                db.Add(new Membership { TeamId = team.Id, UserId = person.Id, Role = role });
            return Task.CompletedTask;
        });
        (Ada, Ben, Viewer, Cleo, _team, Project) = (new(people[0].Id), new(people[1].Id), new(people[2].Id), new(people[3].Id), team.Id, project.Id);
        await Get<SaveConnection>().CreateAsync(Ada, Project, new ConnectionDraft { Name = "Lab", BaseUrl = Models.BaseUrl, Models = [new("small", 1, 2), new("large")] });
    }

    public Task<Guid> CreateAsync(string name, string system = "Label it: {{ labels | join(', ') }}.") => Get<CreatePrompt>().RunAsync(
        Ada, Project, new NewPrompt(name, "", "", [], new PromptContent { Messages = [new("system", system), new("user", "{{ text }}")], Answer = new(["refund", "praise"]) }));

    public Task<int> PublishAsync(Actor who, Guid prompt, int basedOn, string system, string message) => Get<PublishVersion>().RunAsync(
        who, prompt, basedOn, new PromptContent { Messages = [new("system", system), new("user", "{{ text }}")], Answer = new(["refund", "praise"]) }, message);

    /// <summary>A program with a key of this role, or with none.</summary>
    public async Task<HttpClient> ClientAsync(Role? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        if (role is { } given)
        {
            var key = await Get<ApiKeys>().CreateAsync(Ada, _team, $"bot {Guid.NewGuid():N}", given, null);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        }

        return client;
    }

    /// <summary>A page of this room as somebody sees it.</summary>
    public IRenderedComponent<TPage> Open<TPage>(BunitContext browser, Actor who, Role role, Action<ComponentParameterCollectionBuilder<TPage>> parameters) where TPage : IComponent
    {
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddScoped<Feedback>();
        browser.Services.AddSingleton(TimeProvider.System);
        foreach (var service in new object[]
        {
            Get<ListPrompts>(), Get<PromptFeeds>(), Get<EditPrompt>(), Get<ReadPrompt>(), Get<KeepDraft>(), Get<PublishVersion>(), Get<CreatePrompt>(), Get<PreviewPrompt>(),
            Get<KeepSample>(), Get<TickChecklist>(), Get<ReadLabels>(), Get<MoveLabel>(), Get<PlaygroundDesk>(), Get<AskModel>(),
        })
            browser.Services.AddSingleton(service.GetType(), service);
        var project = new ProjectLink(Project, "Tickets", _team, "Support", role, false);
        var place = new Place(new Visitor(who.UserId, "Somebody", "somebody@example.org"), project, [project]);
        return browser.Render<TPage>(builder =>
        {
            builder.AddCascadingValue(place);
            parameters(builder);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Models.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
