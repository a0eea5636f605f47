using System.Net.Http.Headers;
using System.Net.Http.Json;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Serving;

/// <summary>Programs that others have written, unmodified, against Studio as people run it.</summary>
public sealed class ServingTests(BrowserFixture browser) : IDisposable
{
    private readonly string _models = Directory.CreateTempSubdirectory("studio-base-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_models, recursive: true);

    [Fact]
    public async Task The_openai_client_makes_every_call()
    {
        var story = CopyModels();
        using var program = await NpmProgram.InstallAsync("openai");
        await using var studio = await StudioApp.StartAsync("--Studio:Models:Folders:0", _models, "--Studio:Serving:Limits:RequestsPerMinute", "60");
        var (key, _) = await KeyAsync(studio);
        var (code, said) = await program.RunAsync("node", new Dictionary<string, string>(), "script.js", $"{studio.Address}/v1", key, Path.Combine(story, "golden_greedy.json"));
        Assert.True(code == 0, $"{said}\n{studio.Output}");
        Assert.EndsWith("passed", said.Trim(), StringComparison.Ordinal);
    }

    // Its packages weigh more than a gigabyte: with --slow.
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Promptfoo_evaluates_against_it()
    {
        CopyModels();
        using var program = await NpmProgram.InstallAsync("promptfoo");
        await using var studio = await StudioApp.StartAsync("--Studio:Models:Folders:0", _models);
        var (key, _) = await KeyAsync(studio);
        var (code, said) = await program.RunAsync("node", new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = $"{studio.Address}/v1", ["OPENAI_API_KEY"] = key, ["PROMPTFOO_CONFIG_DIR"] = program.Folder, ["PROMPTFOO_DISABLE_TELEMETRY"] = "1",
            ["PROMPTFOO_DISABLE_UPDATE"] = "1", ["PROMPTFOO_DISABLE_REMOTE_GENERATION"] = "1",
        }, "node_modules/promptfoo/dist/src/entrypoint.js", "eval", "-c", "promptfooconfig.yaml", "--no-cache", "--no-progress-bar", "-o", "results.json");
        Assert.True(code == 0, said);
        var results = await File.ReadAllTextAsync(Path.Combine(program.Folder, "results.json"), Cancel);
        Assert.Contains("\"successes\": 4", results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_an_answer_loses_that_answer_and_nothing_else()
    {
        CopyModels();
        await using var studio = await StudioApp.StartAsync("--Studio:Models:Folders:0", _models);
        var (key, project) = await KeyAsync(studio);
        using var client = new HttpClient { BaseAddress = new Uri(studio.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        object question = new { model = "story", prompt = "Once upon a time", max_tokens = 30, temperature = 0 };
        var before = await (await client.PostAsJsonAsync("/v1/completions", question, Cancel)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = JsonContent.Create(new { model = "story", prompt = "Once", max_tokens = 500, n = 16, stream = true }) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var pieces = await response.Content.ReadAsStreamAsync(Cancel);
        await pieces.ReadExactlyAsync(new byte[100], Cancel);
        await studio.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await pieces.CopyToAsync(Stream.Null, Cancel));

        await studio.StartAgainAsync();
        var after = await (await client.PostAsJsonAsync("/v1/completions", question, Cancel)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>(Cancel);
        Assert.Equal((string?)before!["choices"]![0]!["text"], (string?)after!["choices"]![0]!["text"]);
        await using var ada = await browser.PersonAsync(studio, "Ada");
        await new AccountPages(ada).SignInAsync();
        await ada.GoAsync($"{project}/team/usage");
        await Microsoft.Playwright.Assertions.Expect(ada.Page.GetByRole(Microsoft.Playwright.AriaRole.Region, new() { Name = "Usage today" }).GetByRole(Microsoft.Playwright.AriaRole.Row).Nth(1)).ToContainTextAsync("2");
    }

    private async Task<(string Key, string Project)> KeyAsync(StudioApp studio)
    {
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Support", example: false);
        var team = new TeamPages(ada);
        var project = await team.ProjectAsync();
        foreach (var folder in Directory.EnumerateDirectories(_models))
            await new BaseModelPages(ada).AdmitFolderAsync(project, Path.GetFileName(folder));
        return (await team.MakeKeyAsync(project, "a program", "Viewer"), project);
    }

    private string CopyModels()
    {
        var story = Repository.Shared("STUDIO_MODELS", "models/stories260K");
        Assert.SkipWhen(story is null, "The model stories260K is not here: put it beside the repository as ../shared/models/stories260K, or set STUDIO_MODELS.");
        Copy(story, "story");
        File.WriteAllText(Path.Combine(Copy(story, "chat"), "chat_template.jinja"), "{% for message in messages %}{{ message.content }} {% endfor %}");
        if (Repository.Shared("STUDIO_GOLDEN", "golden/models/bert_seqcls") is { } encoder)
            Copy(encoder, "encoder");
        return story;
    }

    private string Copy(string source, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_models, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(source).Where(f => Path.GetExtension(f) is ".json" or ".safetensors" or ".txt"))
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllBytes(file));
        return folder;
    }
}
