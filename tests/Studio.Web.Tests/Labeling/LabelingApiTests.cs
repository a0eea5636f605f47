using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Studio.Core.Teams;
using static Studio.Web.Tests.Labeling.LabelingWeb;

namespace Studio.Web.Tests.Labeling;

/// <summary>The requests of the labeling page, made by a program with a key.</summary>
public sealed class LabelingApiTests : IAsyncLifetime
{
    private readonly Guid _seat = Guid.NewGuid();
    private LabelingWeb _web = null!;

    public async ValueTask InitializeAsync() => _web = await StartAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task Examples_are_taken_and_answered_and_the_same_answer_sent_again_counts_once()
    {
        using var client = await _web.ClientAsync(Role.Annotator);
        var taken = await PostAsync(client, "take", new { seat = _seat, wanted = 2, holding = Array.Empty<long>() });
        var items = taken.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["<script>alert(1)</script>", "note 1"], items.Select(i => i.GetProperty("text").GetString()));

        var labels = await client.GetFromJsonAsync<JsonElement>(Path("labels"), Cancel);
        var good = labels.GetProperty("labels")[0].GetProperty("id").GetGuid();
        var answer = new { seat = _seat, commands = new[] { new { key = Guid.NewGuid(), kind = "Submit", taskId = items[0].GetProperty("taskId").GetInt64(), value = new { labels = new[] { good } }, milliseconds = 900 } } };
        var first = await PostAsync(client, "answers", answer);
        Assert.Equal("Counted", first[0].GetProperty("outcome").GetString());
        Assert.Equal(first.ToString(), (await PostAsync(client, "answers", answer)).ToString());
        Assert.Equal(1, (await client.GetFromJsonAsync<JsonElement>(Path("history"), Cancel)).GetArrayLength());

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync(Path("leave"), new { seat = _seat }, Cancel)).StatusCode);
        var again = await PostAsync(client, "take", new { seat = Guid.NewGuid(), wanted = 5, holding = Array.Empty<long>() });
        Assert.Equal(["note 1", "note 2"], again.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Who_may_not_label_is_told_so_and_a_form_from_elsewhere_is_not_read()
    {
        using var viewer = await _web.ClientAsync(Role.Viewer);
        var refused = await viewer.PostAsJsonAsync(Path("take"), new { seat = _seat, wanted = 2 }, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("Annotator", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var annotator = await _web.ClientAsync(Role.Annotator);
        using var form = new StringContent($$"""{"seat":"{{_seat}}","wanted":2}""", Encoding.UTF8, "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await annotator.PostAsync(Path("take"), form, Cancel)).StatusCode);
        var empty = await annotator.PostAsJsonAsync(Path("answers"), new { seat = _seat, commands = Array.Empty<object>() }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        var nowhere = await annotator.PostAsJsonAsync($"/api/v1/labeling/sessions/{Guid.NewGuid()}/take", new { seat = _seat, wanted = 2 }, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    private string Path(string part) => $"/api/v1/labeling/sessions/{_web.Session.Id}/{part}";

    private async Task<JsonElement> PostAsync(HttpClient client, string part, object body)
    {
        var response = await client.PostAsJsonAsync(Path(part), body, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
