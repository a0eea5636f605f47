using System.Text.Json;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>Entities are marked with keys alone, over emoji and accents too, and stand in the dataset exactly where they were marked.</summary>
public sealed class SpansByKeyboardTests(BrowserFixture browser)
{
    [Fact]
    public async Task Entities_marked_by_keyboard_reach_the_dataset_with_exact_offsets()
    {
        using var sentences = EntitySentences.Create();
        await using var studio = await StudioApp.StartAsync();
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Entities", example: false);
        var project = await new TeamPages(ada).ProjectAsync();
        var dataset = await new DatasetPages(ada).ImportAsync(project, "Tweets", sentences.File, "text", "", sentences.Gold.Count);
        var labeling = new LabelingPages(ada);
        var session = await labeling.CreateSpanSessionAsync(project, "Entities", string.Join('\n', EntitySentences.Labels));

        await labeling.MarkAsync(session, sentences.Gold.Count, text => sentences.Gold[text].Select(e => (e.Start, e.End, $"{EntitySentences.Labels.ToList().IndexOf(e.Label) + 1}")));

        var rows = await ada.Page.EvaluateAsync<string>("address => fetch(address).then(r => r.text())", $"/api/v1/datasets/{dataset.Split('/')[^1]}/examples.jsonl");
        var stored = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(r => JsonDocument.Parse(r).RootElement).ToDictionary(
            r => r.GetProperty("text").GetString()!,
            r => r.GetProperty("spans").EnumerateArray().Select(s => new Entity(s.GetProperty("start").GetInt32(), s.GetProperty("end").GetInt32(), s.GetProperty("label").GetString()!)).ToList());
        Assert.Equal(sentences.Gold.Keys.Order(StringComparer.Ordinal), stored.Keys.Order(StringComparer.Ordinal));
        Assert.All(sentences.Gold, gold => Assert.Equal(gold.Value, stored[gold.Key]));

        await ada.GoAsync($"{dataset}?has=person");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Region, new() { Name = "Examples" }).GetByText("person").First).ToBeVisibleAsync();
        ada.ExpectNoComplaints("favicon.ico");
    }
}
