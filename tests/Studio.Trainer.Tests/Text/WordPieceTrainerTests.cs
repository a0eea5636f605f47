using Studio.Trainer.Text;
using Studio.Trainer.Text.Training;

namespace Studio.Trainer.Tests.Text;

public sealed class WordPieceTrainerTests : IDisposable
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 200).Select(static i => $"The parcel {i} was delivered, but delivery {i % 7} of parcels took días: délivré!")];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studio-tokenizer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_same_texts_give_the_same_vocabulary() =>
        Assert.Equal(WordPieceTrainer.Train(Texts, 300, lowercase: true), WordPieceTrainer.Train(Texts, 300, lowercase: true));

    [Fact]
    public void Frequent_words_become_one_token_and_special_tokens_come_first()
    {
        var vocabulary = WordPieceTrainer.Train(Texts, 300, lowercase: true);
        Assert.Equal(WordPieceTokenizer.SpecialNames, vocabulary.Take(5));
        Assert.Contains("parcel", vocabulary);
        Assert.Equal(vocabulary.Count, vocabulary.Distinct().Count());
        Assert.Equal(["[CLS]", "the", "parcel", "was", "delivered", "[SEP]"], WordPieceTokenizer.Create(vocabulary, lowercase: true).Encode("The parcel was délivered").Tokens);
    }

    [Fact]
    public void The_vocabulary_never_exceeds_the_size_asked_for() => Assert.Equal(40, WordPieceTrainer.Train(Texts, 40, lowercase: false).Count);

    [Fact]
    public void No_room_for_tokens_is_refused() =>
        Assert.Contains("special tokens", Assert.Throws<ArgumentException>(() => WordPieceTrainer.Train(Texts, 5, true)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_saved_tokenizer_opens_as_the_same_tokenizer()
    {
        var tokenizer = WordPieceTokenizer.Create(WordPieceTrainer.Train(Texts, 200, lowercase: false), lowercase: false);
        tokenizer.Save(_folder.FullName);
        var opened = TokenizerFolder.Load(_folder.FullName);
        var text = "The PARCEL [MASK] días — 字 was délivered";
        Assert.Equal(tokenizer.Encode(text, "a pair").Ids, opened.Encode(text, "a pair").Ids);
        Assert.Equal(tokenizer.SpecialTokens, opened.SpecialTokens);
        Assert.Equal(["special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"], _folder.GetFiles().Select(static file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Offsets_lead_back_into_the_text_as_it_was_written()
    {
        var tokenizer = WordPieceTokenizer.Create(WordPieceTrainer.Train(Texts, 300, lowercase: true), lowercase: true);
        const string text = "  Délivered\u200b,\tPARCEL";
        var encoding = tokenizer.Encode(text, addSpecialTokens: false);
        Assert.Equal(["Délivered", ",", "PARCEL"], encoding.Offsets.Select(span => text[span.Start..span.End]));
    }

    [Fact]
    public void Words_given_one_by_one_keep_their_numbers()
    {
        var tokenizer = WordPieceTokenizer.Create(WordPieceTrainer.Train(Texts, 60, lowercase: true), lowercase: true);
        var encoding = tokenizer.EncodeWords(["delivered", "the", "parcels"]);
        Assert.Equal([-1, 0, 1, 2, -1], encoding.WordIds.Where((id, i) => i == 0 || id != encoding.WordIds[i - 1]));
        Assert.True(encoding.Length > 5);
    }
}
