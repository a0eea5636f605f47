using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Core.Models;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Web.Tests.Models;

/// <summary>The endpoint as programs see it, over real HTTP, with a model that was really trained.</summary>
public sealed class PredictApiTests(TunedStudio studio) : IClassFixture<TunedStudio>
{
    private const string Predict = "/api/v1/models/support-tickets/predict";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_after_a_second_person_has_approved_it_does_it_answer()
    {
        using var client = await ClientAsync(Role.Viewer);
        var id = await studio.TuneAsync(TunedStudio.Quick);
        if ((await client.GetFromJsonAsync<JsonArray>("/api/v1/models", Cancel))!.Count == 0)
            await RefusedAsync(await client.PostAsJsonAsync(Predict, new { text = "Where is my parcel?" }, Cancel), HttpStatusCode.NotFound, "No version of support-tickets is approved");

        await ApproveAsync(id);
        var answer = await AnswerAsync(await client.PostAsJsonAsync(Predict, new { texts = new[] { "Where is my parcel?", "I forgot my password <script>" } }, Cancel));
        var version = await studio.Get<ReadVersion>().RunAsync(studio.Owner, id, Cancel);
        Assert.Equal("sha256:" + version.Facts.Digest, (string?)answer["digest"]);
        Assert.Equal(version.Facts.Number, (int?)answer["version"]);
        var predictions = answer["predictions"]!.AsArray();
        Assert.Equal(2, predictions.Count);
        foreach (var prediction in predictions)
        {
            var scores = prediction!["scores"]!.AsObject().ToDictionary(p => p.Key, p => (double)p.Value!);
            Assert.Equal(version.Facts.Labels.Order(), scores.Keys.Order());
            Assert.Equal(1, scores.Values.Sum(), 3);
            Assert.Equal(scores.MaxBy(s => s.Value).Key, (string?)prediction["label"]);
        }

        var listed = (await client.GetFromJsonAsync<JsonArray>("/api/v1/models", Cancel))!;
        Assert.Equal("support-tickets", (string?)Assert.Single(listed)!["name"]);
    }

    [Fact]
    public async Task A_changed_file_silences_it()
    {
        using var client = await ClientAsync(Role.Viewer);
        var id = await studio.TuneAsync(TunedStudio.Quick);
        await ApproveAsync(id);
        await AnswerAsync(await client.PostAsJsonAsync(Predict, new { text = "hello" }, Cancel));
        var vocabulary = Path.Combine(studio.Get<StorageRoot>().Model(id), "config.json");
        var before = await File.ReadAllTextAsync(vocabulary, Cancel);
        File.Delete(vocabulary);
        await File.WriteAllTextAsync(vocabulary, before + " ", Cancel);
        await RefusedAsync(await client.PostAsJsonAsync(Predict, new { text = "hello" }, Cancel), HttpStatusCode.Conflict, "config.json has other content");
        await studio.Get<WithdrawVersion>().RunAsync(studio.Reviewer, id, "Its files were touched.", Cancel);
    }

    [Fact]
    public async Task Bad_questions_get_sentences()
    {
        await ApproveAsync(studio.First);
        using var client = await ClientAsync(Role.Viewer);
        await RefusedAsync(await client.PostAsJsonAsync(Predict, new { }, Cancel), HttpStatusCode.BadRequest, "There is no text to predict");
        await RefusedAsync(await client.PostAsJsonAsync(Predict, new { text = "a", texts = new[] { "b" } }, Cancel), HttpStatusCode.BadRequest, "not both");
        await RefusedAsync(await client.PostAsJsonAsync(Predict, new { texts = Enumerable.Repeat("a", 500) }, Cancel), HttpStatusCode.BadRequest, "at most 128");
        await RefusedAsync(await client.PostAsJsonAsync(Predict, new { texts = new[] { "a", null } }, Cancel), HttpStatusCode.BadRequest, "Text 2 is empty");
        await RefusedAsync(await client.PostAsJsonAsync("/api/v1/models/nothing/predict", new { text = "a" }, Cancel), HttpStatusCode.NotFound, "This model does not exist");
        using var half = new StringContent("{\"text\": \"a", System.Text.Encoding.UTF8, "application/json");
        await RefusedAsync(await client.PostAsync(Predict, half, Cancel), HttpStatusCode.BadRequest, "The request cannot be read");
        // Asking first, as a careful client does with much to send: then the refusal arrives before the body is on its way.
        using var huge = new HttpRequestMessage(HttpMethod.Post, Predict)
        {
            Content = new StringContent($"{{\"text\": \"{new string('x', 5 << 20)}\"}}", System.Text.Encoding.UTF8, "application/json"),
        };
        huge.Headers.ExpectContinue = true;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(huge, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Without_a_key_or_with_another_teams_there_is_nothing()
    {
        using var nobody = new HttpClient { BaseAddress = new Uri(studio.Address) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PostAsJsonAsync(Predict, new { text = "a" }, Cancel)).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "studio_wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/api/v1/models", Cancel)).StatusCode);

        var other = await studio.Get<CreateTeam>().RunAsync(studio.Owner, $"Team {Guid.NewGuid():N}", "Nothing here", Cancel);
        var otherTeam = (await studio.Get<ListProjects>().RunAsync(studio.Owner, Cancel)).Single(p => p.Id == other).TeamId;
        var key = await studio.Get<ApiKeys>().CreateAsync(studio.Owner, otherTeam, "other", Role.Owner, null, Cancel);
        using var stranger = new HttpClient { BaseAddress = new Uri(studio.Address) };
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        await RefusedAsync(await stranger.PostAsJsonAsync(Predict, new { text = "a" }, Cancel), HttpStatusCode.NotFound, "This model does not exist");
        Assert.Empty((await stranger.GetFromJsonAsync<JsonArray>("/api/v1/models", Cancel))!);
    }

    [Fact]
    public async Task The_description_names_both_endpoints()
    {
        using var client = new HttpClient { BaseAddress = new Uri(studio.Address) };
        var paths = (await client.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Cancel))!["paths"]!.AsObject();
        Assert.NotNull(paths["/api/v1/models"]?["get"]?["summary"]);
        Assert.NotNull(paths["/api/v1/models/{name}/predict"]?["post"]?["responses"]?["200"]);
    }

    private async Task<HttpClient> ClientAsync(Role role)
    {
        var key = await studio.Get<ApiKeys>().CreateAsync(studio.Owner, studio.TeamId, "test", role, null, Cancel);
        var client = new HttpClient { BaseAddress = new Uri(studio.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        return client;
    }

    private async Task ApproveAsync(Guid id)
    {
        var version = await studio.Get<ReadVersion>().RunAsync(studio.Owner, id, Cancel);
        if (version.State == ModelVersionState.Approved)
            return;
        await studio.WriteCardAsync(id);
        await studio.Get<RequestReview>().AskAsync(studio.Owner, id, "", Cancel);
        await studio.Get<DecideReview>().ApproveAsync(studio.Reviewer, id, version.Facts.Digest, "", Cancel);
    }

    private static async Task<JsonObject> AnswerAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
    }

    private static async Task RefusedAsync(HttpResponseMessage response, HttpStatusCode status, string sentence)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Contains(sentence, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }
}
