using System.Text.Json.Nodes;
using Studio.Trainer.Generation;

namespace Studio.Trainer.Tests.Golden;

/// <summary>A small trained model writes the story that its makers printed.</summary>
[Trait("Category", "Golden")]
public sealed class StoryTests
{
    [Fact]
    public async Task Token_for_token_and_with_its_log_probabilities()
    {
        var (folder, golden) = Story();
        using var generator = TextGenerator.Load(folder, options: new() { Device = GoldenDevice.Name, Precision = "fp32" });

        var result = await generator.GenerateAsync(
            new() { PromptIds = Ids(golden["prompt_ids"]!), MaxNewTokens = 256, Sampling = SamplingSettings.Greedy, TopLogprobs = 2, IgnoreEos = true }, TestContext.Current.CancellationToken);

        Assert.Equal(Ids(golden["greedy_ids"]!), result.OutputIds);
        Assert.Equal(golden["text"]!.GetValue<string>(), result.Text);
        Assert.Equal(FinishReason.Length, result.Finish);
        var logprobs = golden["logprob_of_each_greedy_id"]!.AsArray().Select(GoldenModel.Value).ToList();
        for (int i = 0; i < logprobs.Count; i++)
        {
            Assert.Equal(logprobs[i], result.Logprobs[i].Logprob, 1e-3);
            Assert.Equal(result.OutputIds[i], result.Logprobs[i].Top[0].Id);
        }
    }

    [Fact]
    public async Task The_story_scores_as_it_was_written()
    {
        var (folder, golden) = Story();
        using var generator = TextGenerator.Load(folder, options: new() { Device = GoldenDevice.Name, Precision = "fp32" });
        int[] ids = Ids(golden["greedy_ids"]!);

        var scores = await generator.ScoreIdsAsync([(Ids(golden["prompt_ids"]!), ids), (Ids(golden["prompt_ids"]!), [.. ids[..20], 300])], TestContext.Current.CancellationToken);

        Assert.True(scores[0].IsGreedy);
        Assert.False(scores[1].IsGreedy);
        Assert.Equal(-GoldenModel.Value(golden["mean_nll"]) * 256, scores[0].Logprob, 0.05);
        Assert.Equal(scores[0].TokenLogprobs.Take(20).Sum(), scores[1].TokenLogprobs.Take(20).Sum(), 1e-3);
    }

    [Fact]
    public void Its_text_is_cut_into_the_tokens_that_it_was_written_with()
    {
        var (folder, golden) = Story();
        var tokenizer = Studio.Trainer.Text.TokenizerFolder.Load(folder);

        Assert.Equal([.. Ids(golden["prompt_ids"]!), .. Ids(golden["greedy_ids"]!)], tokenizer.Encode(golden["text"]!.GetValue<string>()).Ids);
    }

    internal static (string Folder, JsonObject Golden) Story()
    {
        string? models = GoldenFolder.Find("STUDIO_MODELS", "models") ?? (GoldenFolder.Root is { } root ? Path.Combine(root, "..", "models") : null);
        string folder = Path.Combine(models ?? "", "stories260K");
        GoldenDevice.Require();
        Assert.SkipUnless(Directory.Exists(folder), "The model stories260K is not here: put it beside the repository as ../shared/models/stories260K, or set STUDIO_MODELS.");
        return (folder, GoldenFolder.Json(Path.Combine(folder, "golden_greedy.json")));
    }

    private static int[] Ids(JsonNode node) => node is JsonArray array ? [.. array.Select(v => v!.GetValue<int>())] : [node.GetValue<int>()];
}
