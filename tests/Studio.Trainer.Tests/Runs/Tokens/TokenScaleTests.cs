using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Tokens;
using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Runs.Tokens;

public sealed class TokenScaleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-tokens-").FullName;

    [Fact, Trait("Category", "Slow")]
    public void A_million_rows_are_tokenized_and_read_with_a_few_bytes_of_memory_each()
    {
        const int count = 1_000_000;
        var tokenizer = WordPieceTokenizer.Create(Studio.Trainer.Text.Training.WordPieceTrainer.Train(SmallRun.Rows(100, 1).Select(r => r.Text), 200, lowercase: true), lowercase: true, 64);
        var config = new Studio.Trainer.Formats.ModelConfig(System.Text.Json.Nodes.JsonNode.Parse("""{"model_type": "bert", "vocab_size": 200, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8, "type_vocab_size": 1}""")!.AsObject(), "test");
        using var model = TransformerModel.Build(config, new ModelTask(TaskKind.SingleLabel, 3));
        var census = new RowCensus(TaskKind.SingleLabel, ["label a", "label b", "label c"], new HashSet<string>(), "");
        long before = GC.GetTotalMemory(forceFullCollection: true);

        using var rows = new RowEncoder(tokenizer, model, census, 32, new TokenCache(_folder)).Encode(new Endless(count), TestContext.Current.CancellationToken);

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(count, rows.Count);
        Assert.InRange(bytes / (double)count, 0, 40);
        Assert.Equal(tokenizer.Encode(Endless.Text(count - 1), maxLength: 32).Ids, rows.Ids[count - 1].ToArray());
        Assert.Equal(Enumerable.Range(0, 100).Select(i => tokenizer.Encode(Endless.Text(i * 9973), maxLength: 32).Length), Enumerable.Range(0, 100).Select(i => rows.Lengths[i * 9973]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Endless(int count) : IRowSource
    {
        public int Count => count;

        public static string Text(int number) => $"the room was {(number % 2 == 0 ? "good" : "awful")} and we thought it a {number} day with people";

        public IEnumerable<TrainingRow> Read() =>
            Enumerable.Range(0, count).Select(i => new TrainingRow { Id = "", Text = Text(i), Label = $"label {(char)('a' + i % 3)}" });
    }
}
