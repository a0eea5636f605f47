using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Tokens;
using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Runs.Tokens;

[Collection(EngineCollection.Name)]
public sealed class TokenCacheTests : IDisposable
{
    private static readonly ITokenizer Tokenizer = WordPieceTokenizer.Create(
        Studio.Trainer.Text.Training.WordPieceTrainer.Train(SmallRun.Rows(100, 1).Select(r => r.Text), 200, lowercase: true), lowercase: true, 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-tokens-").FullName;

    [Fact]
    public void Rows_come_back_as_they_were_written()
    {
        var rows = SmallRun.Rows(500, 1).Select(r => Tokenizer.Encode(r.Text, maxLength: 10)).ToList();

        using var file = Write(rows, lists: 3);

        Assert.Equal(500, file.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.Equal(rows[i].Ids, file.List(i, 0));
            Assert.Equal(rows[i].TypeIds, file.List(i, 1));
            Assert.Equal(rows[i].WordIds, file.List(i, 2));
            Assert.Equal((rows[i].Length, rows[i].Truncated), (file.Length(i), file.WasCut(i)));
        }
    }

    [Fact]
    public void A_file_that_is_shortened_while_it_is_read_is_an_error_with_a_sentence_and_not_the_end_of_the_process()
    {
        using var file = Write([.. SmallRun.Rows(500, 1).Select(r => Tokenizer.Encode(r.Text))], lists: 1);
        using (var other = new FileStream(PathOf, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            other.SetLength(TokenFile.HeaderBytes + 10);

        Assert.Contains("was shortened while the run was reading it", Assert.Throws<TrainingException>(() => file.List(400, 0)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flip")]
    [InlineData("name")]
    [InlineData("empty")]
    public void A_damaged_file_is_not_opened(string damage)
    {
        Write([.. SmallRun.Rows(50, 1).Select(r => Tokenizer.Encode(r.Text))], lists: 1).Dispose();
        byte[] bytes = File.ReadAllBytes(PathOf);
        bytes[damage == "name" ? 0 : bytes.Length / 2] ^= 4;
        File.WriteAllBytes(PathOf, damage switch { "cut" => bytes[..^7], "empty" => [], _ => bytes });

        Assert.Null(TokenFile.Open(PathOf));
    }

    [Fact]
    public void The_same_texts_are_tokenized_once_and_other_texts_lengths_or_tokenizers_anew()
    {
        int written = 0;
        var cache = new TokenCache(_folder);
        var rows = new RowList(SmallRun.Rows(40, 1));
        void Use(IRowSource source, int length, ITokenizer? tokenizer = null) => cache.Open(
            TokenCache.Key(tokenizer ?? Tokenizer, source, length, 1, TestContext.Current.CancellationToken), 1, writer =>
            {
                written++;
                foreach (var row in source.Read())
                    writer.Add((tokenizer ?? Tokenizer).Encode(row.Text, maxLength: length));
            }).Dispose();

        Use(rows, 20);
        Use(new RowList([.. SmallRun.Rows(40, 1).Select(r => r with { Id = "other", Label = "other" })]), 20);
        Assert.Equal(1, written);
        Use(rows, 19);
        Use(new RowList(SmallRun.Rows(40, 2)), 20);
        Use(rows, 20, WordPieceTokenizer.Create(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the"], lowercase: true, 64));
        Assert.Equal(4, written);
        File.WriteAllText(Directory.EnumerateFiles(_folder).First(), "damaged");
        Use(rows, 20);
        Use(rows, 19);
        Use(new RowList(SmallRun.Rows(40, 2)), 20);
        Use(rows, 20, WordPieceTokenizer.Create(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the"], lowercase: true, 64));
        Assert.Equal(5, written);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.tmp-*"));
    }

    [Fact]
    public async Task Folds_of_one_base_model_and_later_runs_share_their_tokens()
    {
        using var run = new SmallRun();
        string folder = (await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 2 }, name: "base"))).ModelDirectory;
        var recipe = SmallRun.Recipe with { BaseModel = folder, Scratch = null, Epochs = 1, Folds = 3 };

        var alone = await run.TrainAsync(run.Job(recipe, SmallRun.Rows(60, 1), name: "alone"));
        var shared = await run.TrainAsync(run.Job(recipe, SmallRun.Rows(60, 1), name: "shared") with { TokenCache = _folder });

        // All rows for the folds; the training and the validation rows for the model itself.
        Assert.Equal(3, Directory.EnumerateFiles(_folder, "*.tokens").Count());
        Assert.Equal(alone.WeightsSha256, shared.WeightsSha256);
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "alone", "tokens")));
        await run.TrainAsync(run.Job(recipe with { Folds = null, Seed = 7 }, SmallRun.Rows(60, 1), name: "later") with { TokenCache = _folder });
        Assert.Equal(3, Directory.EnumerateFiles(_folder, "*.tokens").Count());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf => Path.Combine(_folder, "rows.tokens");

    private TokenFile Write(List<Studio.Trainer.Text.Encoding> rows, int lists)
    {
        using (var writer = new TokenFileWriter(PathOf, lists))
        {
            rows.ForEach(writer.Add);
            writer.Finish();
        }
        return TokenFile.Open(PathOf)!;
    }
}
