using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Outgoing;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Prompts.Connections;

/// <summary>A team with an owner, a maintainer and a viewer, and somebody from elsewhere, over a real database.</summary>
internal sealed class ConnectionsWorld : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private ConnectionsWorld(TestDatabase database, string[] allow)
    {
        _database = database;
        _services = new ServiceCollection().AddSingleton(TimeProvider.System).AddStudioPersistence(database.Options)
            .AddSingleton<ISecretProtector, EphemeralSecrets>().AddModelConnections(new OutgoingOptions { Allow = allow }).BuildServiceProvider();
    }

    public Actor Owner { get; private set; } = null!;
    public Actor Maintainer { get; private set; } = null!;
    public Actor Viewer { get; private set; } = null!;
    public Actor Outsider { get; private set; } = null!;
    public Guid ProjectId { get; private set; }
    public Guid OtherProjectId { get; private set; }

    public static async Task<ConnectionsWorld> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, params string[] allow)
    {
        var world = new ConnectionsWorld(await TestDatabase.CreateAsync(engine), allow);
        await world.SeedAsync();
        return world;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task<Guid> CreateAsync(string address, string? key = null, string name = "Lab", bool wholeTeam = false, int most = 4, int seconds = 30) =>
        Get<SaveConnection>().CreateAsync(wholeTeam ? Owner : Maintainer, ProjectId, Draft(address, key, name) with { WholeTeam = wholeTeam, MaxConcurrency = most, TimeoutSeconds = seconds });

    public static ConnectionDraft Draft(string address, string? key = null, string name = "Lab") =>
        new() { Name = name, BaseUrl = address, Key = key, Models = [new ModelDraft("small", 1, 2), new ModelDraft("large")] };

    public async Task<ChatModel> OpenAsync(string model = "small")
    {
        var listing = (await Get<ProjectModels>().ListAsync(Maintainer, ProjectId)).Single(m => m.Name == model);
        return await Get<ProjectModels>().OpenAsync(Maintainer, ProjectId, listing.Id);
    }

    public async Task<T> ReadAsync<T>(Func<StudioDb, Task<T>> read)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await read(db);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task SeedAsync()
    {
        User[] people = [Person("Olga"), Person("Mia"), Person("Vic"), Person("Otto")];
        var team = new Team { Name = "Support" };
        Project[] projects = [new() { TeamId = team.Id, Name = "Tickets" }, new() { TeamId = team.Id, Name = "Chats" }];
        await Get<IWriteGate>().WriteAsync(db =>
        {
            db.AddRange([.. people, team, .. projects]);
            foreach (var (person, role) in people.Zip([Role.Owner, Role.Maintainer, Role.Viewer]))
                db.Add(new Membership { TeamId = team.Id, UserId = person.Id, Role = role });
        });
        (Owner, Maintainer, Viewer, Outsider) = (new(people[0].Id), new(people[1].Id), new(people[2].Id), new(people[3].Id));
        (ProjectId, OtherProjectId) = (projects[0].Id, projects[1].Id);
    }

    private static User Person(string name) => new() { DisplayName = name, UserName = $"{name}-{Guid.NewGuid():N}", CreatedAt = DateTime.UtcNow };
}

/// <summary>Real encryption whose keys live as long as the test.</summary>
internal sealed class EphemeralSecrets : ISecretProtector
{
    private readonly IDataProtector _protector = new EphemeralDataProtectionProvider().CreateProtector("test");

    public string Protect(string secret) => _protector.Protect(secret);

    public string Unprotect(string protectedSecret) => _protector.Unprotect(protectedSecret);
}
