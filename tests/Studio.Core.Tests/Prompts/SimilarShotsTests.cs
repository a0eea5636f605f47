using Studio.Core.Datasets;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Prompts;
using Studio.Core.Storage;
using Studio.Core.Tests.Datasets;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Prompts;

/// <summary>Worked examples that are like the text at hand: from a real frozen training split, by shared words and by an encoder.</summary>
public sealed class SimilarShotsTests
{
    private static readonly (string, string?, DatasetSplit)[] Rows =
    [
        ("Where in Oslo is the parcel that has not arrived", "delivery", DatasetSplit.Train), ("The parcel came broken", "damage", DatasetSplit.Train),
        ("My parcel has not arrived yet", "delivery", DatasetSplit.Train), ("Please close my account", "account", DatasetSplit.Train),
        ("The parcel has still not arrived!", "delivery", DatasetSplit.Test), ("Open a second account please", null, DatasetSplit.Train),
    ];

    [Theory]
    [InlineData(SimilarShots.Tfidf)]
    [InlineData("words:1")]
    public async Task The_nearest_training_rows_stand_last_and_the_text_itself_is_never_among_them(string by)
    {
        await using var host = await StartAsync();
        var (shots, slot) = await SlotAsync(host, by);
        var near = await shots.PickAsync(host.ProjectId, slot, "my parcel has not arrived", Cancel);
        Assert.Equal(["Where in Oslo is the parcel that has not arrived", "My parcel has not arrived yet"], near.Select(n => n.Text));
        Assert.Equal(near, await shots.PickAsync(host.ProjectId, slot, "my parcel has not arrived", Cancel));
        Assert.Equal("Please close my account", (await shots.PickAsync(host.ProjectId, slot with { Count = 1 }, "second account", Cancel)).Single().Text);

        var itself = await shots.PickAsync(host.ProjectId, slot with { Count = 4 }, "  MY PARCEL has not arrived yet", Cancel);
        Assert.Equal(3, itself.Count);
        Assert.DoesNotContain(itself, n => n.Text == "My parcel has not arrived yet");

        // Another process reads what this one computed.
        var again = new SimilarShots(host.Get<ISnapshotStore>(), host.Get<TextEncoders>(), host.Get<StorageRoot>());
        Assert.Equal(near, await again.PickAsync(host.ProjectId, slot, "my parcel has not arrived", Cancel));
    }

    [Fact]
    public async Task A_prompt_is_filled_with_them_text_by_text()
    {
        await using var host = await StartAsync();
        var (shots, slot) = await SlotAsync(host, SimilarShots.Tfidf);
        var render = new RenderPrompt(new FewShot(host.Get<ISnapshotStore>()), shots);
        var prompt = await render.PrepareAsync(host.ProjectId, new PromptContent { Text = "{% for e in examples %}{{ e.label }} {% endfor %}| {{ text }}", FewShot = slot with { Count = 1 } }, Cancel);
        Assert.Equal("delivery | parcel not arrived", (await prompt.FillAsync(new Dictionary<string, object?> { ["text"] = "parcel not arrived" }, Cancel))[0].Content);
        Assert.Equal("damage | a broken one came", (await prompt.FillAsync(new Dictionary<string, object?> { ["text"] = "a broken one came" }, Cancel))[0].Content);
        Assert.EndsWith("| ", (await prompt.FillAsync(new Dictionary<string, object?> { ["text"] = "" }, Cancel))[0].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encoder_that_is_gone_or_is_another_by_now_is_refused_with_a_sentence()
    {
        await using var host = await StartAsync();
        var (shots, slot) = await SlotAsync(host, "base:gone");
        Assert.Contains("no longer among those", (await Assert.ThrowsAsync<InvalidInputException>(() => shots.PickAsync(host.ProjectId, slot, "x", Cancel))).Message, StringComparison.Ordinal);
        var changed = slot with { SimilarBy = "words:1", EncoderKey = "words:0" };
        Assert.Contains("other weights", (await Assert.ThrowsAsync<InvalidInputException>(() => shots.PickAsync(host.ProjectId, changed, "x", Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prompts_of_before_keep_their_hash()
    {
        var content = new PromptContent { Text = "{{ text }}", FewShot = new FewShotSlot("abc", 8) };
        Assert.DoesNotContain("similar", content.ToJson(), StringComparison.Ordinal);
        var similar = content with { FewShot = content.FewShot with { SimilarBy = SimilarShots.Tfidf } };
        Assert.Equal(similar, PromptContent.FromJson(similar.ToJson()) with { Messages = null });
        Assert.NotEqual(content.Hash(), similar.Hash());
    }

    private static async Task<(SimilarShots, FewShotSlot)> SlotAsync(DatasetsHost host, string by)
    {
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, await host.DatasetAsync(Rows), new FreezeRequest("", true), Cancel);
        return (new SimilarShots(host.Get<ISnapshotStore>(), host.Get<TextEncoders>(), host.Get<StorageRoot>()), new FewShotSlot(frozen.Hash, 2, SimilarBy: by));
    }
}
