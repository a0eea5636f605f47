using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Labels;
using Studio.Core.Teams;

namespace Studio.Web.Tests.Prompts;

public sealed class PromptsApiTests(PromptsWeb web) : IClassFixture<PromptsWeb>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_gets_what_the_label_means_and_304_until_it_moves()
    {
        var prompt = await web.CreateAsync("served");
        await web.PublishAsync(web.Ada, prompt, 1, "Second: {{ labels | join(', ') }} <>", "");
        await web.Get<MoveLabel>().RunAsync(web.Ada, prompt, "production", 1);
        using var client = await web.ClientAsync(Role.Viewer);

        var answer = await client.GetAsync("/api/v1/prompts/served", Cancel);
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        Assert.Equal(("served", 1, "chat"), ((string)body["name"]!, (int)body["version"]!, (string)body["type"]!));
        Assert.Equal(["text"], body["variables"]!.AsArray().Select(v => (string)v!));
        Assert.Equal("Label it: {{ labels | join(', ') }}.", (string)body["content"]!["messages"]![0]!["content"]!);
        Assert.Equal("1", answer.Headers.GetValues("X-Prompt-Version").Single());

        client.DefaultRequestHeaders.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.GetAsync("/api/v1/prompts/served?label=production", Cancel)).StatusCode);
        await web.Get<MoveLabel>().RunAsync(web.Ada, prompt, "production", 2);
        var moved = (await client.GetFromJsonAsync<JsonObject>("/api/v1/prompts/served?label=production", Cancel))!;
        Assert.Equal(("Second: {{ labels | join(', ') }} <>", 2), ((string)moved["content"]!["messages"]![0]!["content"]!, (int)moved["version"]!));
        Assert.Contains((await web.Get<ReadLabels>().RunAsync(web.Ada, prompt, Cancel)).Uses, use => use is { IsKey: true, Asked: "production", Number: 2 });
    }

    [Theory]
    [InlineData("label=staging", HttpStatusCode.NotFound, "has no label 'staging'. It has: production")]
    [InlineData("version=9", HttpStatusCode.NotFound, "has no version 9")]
    [InlineData("version=1&label=production", HttpStatusCode.BadRequest, "not for both")]
    [InlineData("version=one", HttpStatusCode.BadRequest, "cannot be read")]
    public async Task What_is_not_there_is_said_and_never_replaced(string query, HttpStatusCode status, string sentence)
    {
        var name = $"missing {Guid.NewGuid():N}";
        var prompt = await web.CreateAsync(name);
        await web.Get<MoveLabel>().RunAsync(web.Ada, prompt, "production", 1);
        using var client = await web.ClientAsync(Role.Viewer);
        var answer = await client.GetAsync($"/api/v1/prompts/{Uri.EscapeDataString(name)}?{query}", Cancel);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_creates_publishes_and_moves_labels_and_a_late_one_is_told()
    {
        using var client = await web.ClientAsync(Role.Maintainer);
        var content = new { text = "One {{ text }}", settings = new { max_tokens = 5 } };
        var created = await client.PostAsJsonAsync("/api/v1/prompts", new { project = web.Project, name = "from code", folder = "bots", tags = new[] { "ci" }, content }, Cancel);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsJsonAsync("/api/v1/prompts", new { project = web.Project, name = "from code", content }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await PublishAsync(1, new { text = "Two {{ text }}" })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PublishAsync(1, new { text = "Three {{ text }}" })).StatusCode);
        var broken = await PublishAsync(2, new { text = "{% for %}" });
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Contains("Line 1, column", await broken.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await PublishAsync(2, new { text = "x", jailbreak = true })).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await client.PutAsJsonAsync("/api/v1/prompts/from%20code/labels/staging", new { version = 2 }, Cancel)).StatusCode);
        Assert.Equal(2, (int)(await client.GetFromJsonAsync<JsonObject>("/api/v1/prompts/from%20code?label=staging", Cancel))!["version"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/prompts/from%20code/labels/staging", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/prompts/from%20code?label=staging", Cancel)).StatusCode);
        var rows = (await client.GetFromJsonAsync<JsonArray>($"/api/v1/prompts?project={web.Project}&folder=bots", Cancel))!;
        Assert.Equal("from code", (string)Assert.Single(rows)!["name"]!);

        Task<HttpResponseMessage> PublishAsync(int basedOn, object text) =>
            client.PostAsJsonAsync("/api/v1/prompts/from%20code/versions", new { basedOn, content = text, message = "by program" }, Cancel);
    }

    [Fact]
    public async Task Strangers_are_kept_out_and_readers_cannot_write()
    {
        var prompt = await web.CreateAsync("guarded");
        await web.Get<MoveLabel>().RunAsync(web.Ada, prompt, "production", 1);
        using var nobody = await web.ClientAsync(null);
        using var viewer = await web.ClientAsync(Role.Viewer);
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.GetAsync("/api/v1/prompts/guarded", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PutAsJsonAsync("/api/v1/prompts/guarded/labels/production", new { version = 1 }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetAsync("/api/v1/prompts/nowhere", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetAsync($"/api/v1/prompts/guarded?project={Guid.NewGuid()}", Cancel)).StatusCode);
    }
}
