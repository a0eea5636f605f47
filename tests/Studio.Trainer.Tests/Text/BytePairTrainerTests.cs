using Studio.Trainer.Text;
using Studio.Trainer.Text.Training;

namespace Studio.Trainer.Tests.Text;

public sealed class BytePairTrainerTests : IDisposable
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 200).Select(static i => $"The parcel {i} was delivered, but delivery {i % 7} of parcels took días 🙂!")];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studio-tokenizer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_text_comes_back_and_frequent_words_are_one_token()
    {
        var tokenizer = BytePairTrainer.Train(Texts, 400, ["<|endoftext|>"]);
        const string text = "The parcel\u0000 ünknown 字 🙂\n";
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text).Ids));
        Assert.Contains("Ġparcel", tokenizer.Encode("The parcel").Tokens);
        Assert.Equal(0, tokenizer.IdOf("<|endoftext|>"));
        Assert.Equal(0, tokenizer.SpecialTokens.Eos);
        Assert.InRange(tokenizer.VocabularySize, 300, 400);
    }

    [Fact]
    public void The_saved_files_open_alike_with_and_without_tokenizer_json()
    {
        var tokenizer = BytePairTrainer.Train(Texts, 350, ["<|endoftext|>"]);
        tokenizer.Save(_folder.FullName);
        var text = Texts[3] + "<|endoftext|> and more";
        var expected = tokenizer.Encode(text).Ids;
        Assert.Equal(expected, TokenizerFolder.Load(_folder.FullName).Encode(text).Ids);
        File.Delete(Path.Combine(_folder.FullName, "tokenizer.json"));
        Assert.Equal(expected, TokenizerFolder.Load(_folder.FullName).Encode(text).Ids);
    }

    [Fact]
    public void The_same_texts_give_the_same_tokenizer() =>
        Assert.Equal(BytePairTrainer.Train(Texts, 330, []).Encode(Texts[5]).Ids, BytePairTrainer.Train(Texts, 330, []).Encode(Texts[5]).Ids);

    [Fact]
    public void No_room_for_the_bytes_is_refused() =>
        Assert.Contains("257", Assert.Throws<ArgumentException>(() => BytePairTrainer.Train(Texts, 256, ["<s>"])).Message, StringComparison.Ordinal);
}
