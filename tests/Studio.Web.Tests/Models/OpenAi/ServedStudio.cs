using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets;
using Studio.Core.Evaluation;
using Studio.Core.Models;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Bases;
using Studio.Trainer.Runs;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Models.OpenAi;

/// <summary>A Studio whose base models are a small trained writer, the same with a chat template, and copies of it that are broken in one way each.</summary>
public sealed class ServedStudio : IAsyncLifetime
{
    private readonly string _models = Directory.CreateTempSubdirectory("studio-base-").FullName;
    private RunningStudio? _studio;

    public RunningStudio Studio
    {
        get
        {
            Assert.SkipWhen(_studio is null, "The model stories260K is not here: put it beside the repository as ../shared/models/stories260K, or set STUDIO_MODELS.");
            return _studio;
        }
    }

    public string Address => Studio.Address;

    public Guid TeamId { get; private set; }

    public Actor Owner { get; private set; } = null!;

    /// <summary>The writer's own story.</summary>
    public JsonObject Golden { get; private set; } = null!;

    public static string? Shared(string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", name);
            if (Directory.Exists(found))
                return found;
        }

        return null;
    }

    public async ValueTask InitializeAsync()
    {
        var story = Path.Combine(Shared("STUDIO_MODELS", "models") ?? "", "stories260K");
        // A test says that it is skipped, a fixture cannot.
        if (!Directory.Exists(story))
            return;
        Golden = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(story, "golden_greedy.json")))!.AsObject();
        Copy(story, "story", _ => { });
        Copy(story, "chat", folder => File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "{% for message in messages %}{{ message.content }} {% endfor %}"));
        Copy(story, "endless", folder => File.WriteAllText(
            Path.Combine(folder, "chat_template.jinja"), "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}"));
        Copy(story, "liar", folder => Change(Path.Combine(folder, "config.json"), config => config["hidden_size"] = 128));
        Copy(story, "numberless", folder => Poison(Path.Combine(folder, "model.safetensors")));
        if (Shared("STUDIO_GOLDEN", "golden") is { } golden)
            Copy(Path.Combine(golden, "models", "bert_seqcls"), "encoder", _ => { });
        _studio = await RunningStudio.StartAsync(true, "--Studio:Models:Folders:0", _models, "--Studio:Serving:Models:Threads", "1");
        Owner = await _studio.OwnerAsync();
        await using var db = await _studio.Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync();
        TeamId = await db.Teams.Select(t => t.Id).SingleAsync();
        var project = await db.Projects.Where(p => p.TeamId == TeamId).Select(p => p.Id).FirstAsync();
        await _studio.Get<IWriteGate>().WriteAsync((write, _) =>
        {
            write.BaseModels.AddRange(Directory.EnumerateDirectories(_models).Select(folder => Admitted(folder, TeamId, project, Owner.UserId)));
            return Task.CompletedTask;
        });
    }

    // Admitted without the check that some of them would not pass: what serving does with those is what these tests are about.
    internal static TeamBaseModel Admitted(string folder, Guid team, Guid project, Guid owner) => new()
    {
        TeamId = team, ProjectId = project, Name = Path.GetFileName(folder), Source = BaseModelSource.Folder, Origin = folder, State = BaseModelState.Checked,
        Stamp = BaseModelFolders.Stamp(folder), AddedById = owner, AdmittedById = owner, AdmittedAt = DateTime.UtcNow,
    };

    /// <summary>A tuned writer that was registered and approved under the name <c>little-stories</c>; the answer is its id.</summary>
    public async Task<Guid> ApprovedAsync()
    {
        var gate = Studio.Get<IWriteGate>();
        Guid projectId;
        await using (var db = await Studio.Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync())
            projectId = await db.Projects.Select(p => p.Id).SingleAsync();
        var dataset = new Dataset { ProjectId = projectId, Name = "Little stories", CreatedById = Owner.UserId };
        var snapshot = new Snapshot
        {
            DatasetId = dataset.Id, Number = 1, Hash = Convert.ToHexStringLower(SHA256.HashData(dataset.Id.ToByteArray())), CreatedById = Owner.UserId,
            TrainCount = 1, ValidationCount = 1, TestCount = 1, Labels = "[]", Lineage = "{}",
        };
        var run = new Run
        {
            ProjectId = projectId, Number = 1, Name = "Stories", SnapshotId = snapshot.Id, SnapshotHash = snapshot.Hash, Recipe = """{"task":"causal-lm"}""",
            CreatedById = Owner.UserId, State = RunState.Evaluating,
        };
        var model = Directory.CreateDirectory(Path.Combine(Studio.Get<StorageRoot>().Run(run.Id), "model")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_models, "chat")))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        await gate.WriteAsync((db, _) =>
        {
            db.AddRange(dataset, snapshot, run);
            db.Scorecards.Add(new Scorecard
            {
                ProjectId = projectId, SnapshotHash = snapshot.Hash, Split = DatasetSplit.Test, Kind = ContenderKind.TunedModel, ContenderKey = Contender.Run(run.Id),
                Name = run.Name, RunId = run.Id, CreatedAt = DateTime.UtcNow, CompletedAt = DateTime.UtcNow, Figures = "{}",
            });
            return Task.CompletedTask;
        });
        var weights = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(model, "model.safetensors"))));
        await Studio.App.Services.GetServices<IAfterTraining>().OfType<RegisterFinishedRun>().Single()
            .CompleteAsync(new FinishedRun(run.Id, projectId, snapshot.Hash, model, weights, [], new Recipe()), CancellationToken.None);
        await SetStateAsync(run.Id, ModelVersionState.Approved);
        return run.Id;
    }

    /// <summary>As reviews do it, without one.</summary>
    public Task SetStateAsync(Guid versionId, ModelVersionState state) => Studio.Get<IWriteGate>().WriteAsync((db, cancel) => db.ModelVersions.Where(v => v.Id == versionId)
        .ExecuteUpdateAsync(v => v.SetProperty(r => r.State, state).SetProperty(r => r.ApprovedAt, DateTime.UtcNow), cancel));

    /// <summary>A program of the team.</summary>
    public async Task<HttpClient> ClientAsync(Role role = Role.Viewer)
    {
        var key = await Studio.Get<ApiKeys>().CreateAsync(Owner, TeamId, "test", role, null, TestContext.Current.CancellationToken);
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        return client;
    }

    public static async Task<JsonObject> AskAsync(HttpClient client, string path, object question)
    {
        var response = await client.PostAsJsonAsync(path, question, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The events of a stream, without the last word.</summary>
    public static async Task<List<JsonObject>> StreamAsync(HttpClient client, string path, object question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(question) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string[] events = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..])];
        Assert.Equal("[DONE]", events[^1]);
        return [.. events.SkipLast(1).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    public async ValueTask DisposeAsync()
    {
        if (_studio is not null)
            await _studio.DisposeAsync();
        Directory.Delete(_models, recursive: true);
    }

    private void Copy(string source, string name, Action<string> change)
    {
        if (!Directory.Exists(source))
            return;
        var folder = Directory.CreateDirectory(Path.Combine(_models, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(source).Where(f => Path.GetExtension(f) is ".json" or ".safetensors" or ".txt"))
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllBytes(file));

        change(folder);
    }

    private static void Change(string path, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    // Every weight becomes a number that is none.
    private static void Poison(string path)
    {
        var bytes = File.ReadAllBytes(path);
        Array.Fill(bytes, (byte)0xFF, 8 + (int)BitConverter.ToInt64(bytes), bytes.Length - 8 - (int)BitConverter.ToInt64(bytes));
        File.WriteAllBytes(path, bytes);
    }
}
