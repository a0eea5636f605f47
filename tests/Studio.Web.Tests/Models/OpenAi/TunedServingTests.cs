using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Studio.Core.Models;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;

namespace Studio.Web.Tests.Models.OpenAi;

/// <summary>Tuned writers and encoders: only what is approved answers, and only the key's own team.</summary>
public sealed class TunedServingTests(ServedStudio studio) : IClassFixture<ServedStudio>
{
    private static readonly object[] Messages = [new { role = "user", content = "Once upon a time" }];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approved_writer_answers_by_name_until_it_is_withdrawn_and_only_its_own_team()
    {
        var id = await studio.ApprovedAsync();
        using var client = await studio.ClientAsync();
        foreach (var name in new[] { "little-stories", "little-stories@1" })
        {
            var answer = await ServedStudio.AskAsync(client, "/v1/chat/completions", new { model = name, messages = Messages, max_tokens = 5, temperature = 0 });
            Assert.Equal(name, (string?)answer["model"]);
            Assert.StartsWith("fp_", (string?)answer["system_fingerprint"], StringComparison.Ordinal);
        }

        Assert.Contains((await client.GetFromJsonAsync<JsonObject>("/v1/models", Cancel))!["data"]!.AsArray(), m => (string?)m!["id"] == "little-stories" && (string?)m["owned_by"] != "base");
        var projectId = (await studio.Studio.Get<ListProjects>().RunAsync(studio.Owner, Cancel)).First(p => p.TeamId == studio.TeamId).Id;
        var listed = Assert.Single((await studio.Studio.Get<ProjectModels>().ListAsync(studio.Owner, projectId, Cancel)), m => m.Origin == ModelOrigin.Tuned);
        Assert.Equal("little-stories version 1", listed.Name);

        var other = await studio.Studio.Get<CreateTeam>().RunAsync(studio.Owner, "Strangers", "Nothing here", Cancel);
        var otherTeam = (await studio.Studio.Get<ListProjects>().RunAsync(studio.Owner, Cancel)).Single(p => p.Id == other).TeamId;
        var key = await studio.Studio.Get<ApiKeys>().CreateAsync(studio.Owner, otherTeam, "other", Role.Owner, null, Cancel);
        using var stranger = new HttpClient { BaseAddress = new Uri(studio.Address) };
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(stranger)).StatusCode);

        await studio.SetStateAsync(id, ModelVersionState.Withdrawn);
        var refused = await AskAsync(client);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("No approved version", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_come_as_numbers_or_as_bytes_and_alike_texts_lie_close()
    {
        using var client = await studio.ClientAsync();
        Assert.SkipUnless((await client.GetFromJsonAsync<JsonObject>("/v1/models", Cancel))!["data"]!.AsArray().Any(m => (string?)m!["id"] == "encoder"), "The golden models are not here, so there is no encoder.");
        var answer = await ServedStudio.AskAsync(client, "/v1/embeddings", new { model = "encoder", input = new[] { "a lovely film", "a lovely film", "where is my parcel" } });
        var vectors = answer["data"]!.AsArray().Select(d => d!["embedding"]!.AsArray().Select(v => (float)v!).ToArray()).ToList();
        Assert.Equal(1, Dot(vectors[0], vectors[1]), 1e-4);
        Assert.True(Dot(vectors[0], vectors[2]) < 0.9999);
        var bytes = await ServedStudio.AskAsync(client, "/v1/embeddings", new { model = "encoder", input = "a lovely film", encoding_format = "base64" });
        var decoded = Convert.FromBase64String((string)bytes["data"]![0]!["embedding"]!);
        Assert.Equal(vectors[0], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(decoded).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.True((int)answer["usage"]!["prompt_tokens"]! > 9);
        var kind = await client.PostAsJsonAsync("/v1/embeddings", new { model = "story", input = "x" }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, kind.StatusCode);
        Assert.Contains("gives no vectors", await kind.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/v1/embeddings", new { model = "encoder", input = new[] { "a", "" } }, Cancel)).StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client) =>
        client.PostAsJsonAsync("/v1/chat/completions", new { model = "little-stories", messages = Messages, max_tokens = 5 }, Cancel);

    private static double Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second);
}
