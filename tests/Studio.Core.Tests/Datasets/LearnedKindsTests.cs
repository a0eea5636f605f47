using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>A real run on a frozen dataset of each kind of label.</summary>
public sealed class LearnedKindsTests
{
    private static readonly string[] Cities = ["Oslo", "Bonn", "Ulm", "Turin"], Wares = ["tea", "salt", "rice", "wool"];

    [Theory]
    [InlineData("multi-label", "f1_micro")]
    [InlineData("token-classification", "f1")]
    [InlineData("regression", "mse")]
    public async Task A_snapshot_is_learned_by_its_task(string task, string metric)
    {
        await using var host = await StartAsync();
        var rows = Enumerable.Range(0, 48).Select(i => ($"Send {Wares[i % 4]} \U0001F69A to {Cities[i / 4 % 4]} today", task == "regression" ? $"{i % 4}.5" : null, i < 40 ? DatasetSplit.Train : DatasetSplit.Validation));
        var dataset = await host.DatasetAsync([.. rows]);
        if (task != "regression")
        {
            foreach (var example in await host.ExamplesAsync(dataset))
                await host.WriteAsync(db => db.SetLabelAsync(example.Id, new LabelValue(null, Answer(example.Text, task).ToJson())));
        }

        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", true), Cancel);
        var store = host.Get<ISnapshotStore>();
        var recipe = Recipe.FromScratch with
        {
            Task = task, Scratch = new() { HiddenSize = 16, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 32, VocabSize = 200, MaxPositionEmbeddings = 64 },
            MaxLength = 32, Epochs = 1, EarlyStopping = null,
        };
        Assert.Empty(RecipeRules.Check(recipe, new SnapshotFacts(40, 8, task == "regression" ? ["0.5", "1.5"] : ["tea", "LOC"])));
        var folder = Directory.CreateTempSubdirectory("studio-kinds-").FullName;
        try
        {
            var result = await new TrainingEngine(new EngineOptions { Device = "cpu" }).TrainAsync(new TrainingJob
            {
                Recipe = recipe, OutputDirectory = folder,
                Train = store.Open(frozen.Hash, DatasetSplit.Train, task), Validation = store.Open(frozen.Hash, DatasetSplit.Validation, task),
            }, _ => { }, Cancel);
            Assert.True(double.IsFinite(result.BestMetrics[metric]));
            Assert.Equal(task switch { "multi-label" => ["rice", "salt", "tea", "urgent", "wool"], "token-classification" => ["B-LOC", "O"], _ => [] }, result.Labels);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_word_among_numbers_is_told_with_its_example()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("a", "1", DatasetSplit.Train), ("b", "many", DatasetSplit.Train));
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", true), Cancel);
        var refusal = Assert.Throws<TrainingException>(() => host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.Train, "regression").Read().ToList());
        Assert.Contains("“many”", refusal.Message, StringComparison.Ordinal);
        Assert.Single(RecipeRules.Check(Recipe.FromScratch with { Task = "regression" }, new SnapshotFacts(1, 1, ["1", "many"])));
    }

    [Fact]
    public async Task An_edit_beside_a_span_moves_it_and_one_inside_is_refused()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("Send tea to Oslo today", null, DatasetSplit.Train));
        var id = (await host.ExamplesAsync(dataset))[0].Id;
        await host.WriteAsync(db => db.SetLabelAsync(id, new LabelValue(null, new ExampleAnswer(Spans: [new ExampleSpan(12, 16, "LOC")]).ToJson())));
        var edit = host.Get<EditExample>();

        await edit.RunAsync(host.Maintainer, dataset, new ExampleChange(id, "Send green tea to Oslo now"), Cancel);
        var answer = ExampleAnswer.Parse((await host.ExamplesAsync(dataset))[0].Answer!);
        Assert.Equal("Oslo (LOC)", answer.InWords("Send green tea to Oslo now"));
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => edit.RunAsync(host.Maintainer, dataset, new ExampleChange(id, "Send green tea to Bonn now"), Cancel));
        Assert.Contains("“Oslo”", refusal.Message, StringComparison.Ordinal);
    }

    private static ExampleAnswer Answer(string text, string task) => task == "multi-label"
        ? new ExampleAnswer(Labels: [Wares.First(w => text.Contains(w, StringComparison.Ordinal)), .. text.Contains("Oslo", StringComparison.Ordinal) ? ["urgent"] : Array.Empty<string>()])
        : new ExampleAnswer(Spans: [new ExampleSpan(text.IndexOf(" to ", StringComparison.Ordinal) + 4, text.IndexOf(" today", StringComparison.Ordinal), "LOC")]);
}
