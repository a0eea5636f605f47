using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class ContrastiveTests
{
    private static readonly Recipe Pairing = SmallRun.Recipe with { Task = "contrastive", Scratch = null, Dropout = 0, Epochs = 8 };

    [Fact]
    public async Task Texts_that_belong_together_come_together_and_the_head_stays()
    {
        using var run = new SmallRun();
        var pretrained = await PretrainAsync(run);
        var recipe = Pairing with { BaseModel = pretrained.ModelDirectory };

        var result = await run.TrainAsync(run.Job(recipe, train: Pairs(480, 1), validation: Pairs(60, 2), name: "paired"));

        var measured = run.Events.OfType<EvaluationCompleted>().Where(e => e.Metrics.Count == 2 && e.Metrics.ContainsKey("accuracy")).Select(e => e.Metrics["loss"]).ToList();
        Assert.True(measured[^1] < measured[^8] * 0.8, string.Join(", ", measured));
        var again = await run.TrainAsync(run.Job(recipe, train: Pairs(480, 1), validation: Pairs(60, 2), name: "again"));
        Assert.Equal(result.WeightsSha256, again.WeightsSha256);
        using var before = TransformerModel.Load(pretrained.ModelDirectory);
        using var after = TransformerModel.Load(result.ModelDirectory);
        Assert.Equal(TaskKind.MaskedLm, after.Task.Kind);
        var head = before.Parameters.All.Where(p => p.Name.StartsWith("cls.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(head);
        Assert.All(head, p => Assert.Equal(p.Tensor.data<float>().ToArray(), after.Parameters.All.Single(q => q.Name == p.Name).Tensor.data<float>().ToArray()));
        Assert.True(await NearestAsync(result.ModelDirectory) > await NearestAsync(pretrained.ModelDirectory));
    }

    [Fact]
    public async Task LoRA_pairs_texts_too()
    {
        using var run = new SmallRun();
        var pretrained = await PretrainAsync(run);

        var result = await run.TrainAsync(run.Job(Pairing with { BaseModel = pretrained.ModelDirectory, Method = "lora", Epochs = 2 }, train: Pairs(160, 1), validation: Pairs(40, 2), name: "lora"));

        Assert.NotEqual(pretrained.WeightsSha256, result.WeightsSha256);
        Assert.True(double.IsFinite(result.BestMetrics["loss"]));
    }

    [Fact]
    public async Task A_row_without_a_partner_and_a_model_without_a_language_are_refused()
    {
        using var run = new SmallRun();

        var scratch = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(Pairing with { BaseModel = "scratch", Scratch = new() }, train: Pairs(20, 1))));
        Assert.Contains("has learned a language", scratch.Message, StringComparison.Ordinal);
        var alone = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(Pairing with { BaseModel = "anywhere" }, train: [.. Pairs(20, 1), new() { Id = "alone", Text = "one text" }])));
        Assert.Contains("\"alone\" (number 21) has not two texts", alone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_hidden_words_make_a_harder_task_of_the_same_rows()
    {
        using var run = new SmallRun();
        var texts = SmallRun.Rows(60, 1).Select(r => r with { Label = null }).ToList();
        var recipe = SmallRun.Recipe with { Task = "masked-lm", Dropout = 0, MaxSteps = 4 };

        var few = await run.TrainAsync(run.Job(recipe, train: texts, validation: texts[..20], name: "few"));
        var many = await run.TrainAsync(run.Job(recipe with { MlmProbability = 0.5 }, train: texts, validation: texts[..20], name: "many"));

        Assert.NotEqual(few.WeightsSha256, many.WeightsSha256);
        Assert.Contains(RecipeValidation.Check(recipe with { MlmProbability = 0 }), problem => problem.Field == "mlm_probability");
    }

    private static Task<TrainingResult> PretrainAsync(SmallRun run) => run.TrainAsync(run.Job(
        SmallRun.Recipe with { Task = "masked-lm", Dropout = 0, Epochs = 1 }, train: [.. Pairs(200, 3).Select(row => row with { Text = $"{row.Text} {row.TextPair}", TextPair = null })], name: "pretrained"));

    /// <summary>Of how many texts the partner is the nearest of 60.</summary>
    private static async Task<int> NearestAsync(string folder)
    {
        await using var embedder = TextEmbedder.Load(folder, threads: 1);
        async Task<IReadOnlyList<float[]>> Vectors(IEnumerable<string> texts) =>
            await embedder.EmbedAsync([.. texts.Select(text => embedder.Tokenizer.Encode(text).Ids.ToArray())], TestContext.Current.CancellationToken);
        var pairs = Pairs(60, 2);
        var (first, second) = (await Vectors(pairs.Select(p => p.Text)), await Vectors(pairs.Select(p => p.TextPair!)));
        return first.Select((vector, row) => second.Select((other, at) => (at, vector.Zip(other, (a, b) => a * b).Sum())).MaxBy(p => p.Item2).at == row).Count(right => right);
    }

    // The partner speaks of the same three things in other words.
    private static List<TrainingRow> Pairs(int count, int seed)
    {
        var random = new Random(seed);
        string[] things = ["apple", "bridge", "candle", "dragon", "engine", "forest", "garden", "hammer"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int[] chosen = [.. Enumerable.Range(0, 3).Select(_ => random.Next(things.Length))];
            return new TrainingRow
            {
                Id = $"pair-{i}",
                Text = $"where is the {string.Join(" and the ", chosen.Select(n => things[n]))}",
                TextPair = $"we saw {string.Join(" near ", chosen.Select(n => things[n] + "s"))} today",
            };
        })];
    }
}
