using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Text;

/// <summary>What has to hold for every text, also for one that no person writes.</summary>
[Trait("Category", "Golden")]
public sealed class TokenizerPropertyTests
{
    private const int Texts = 300;

    [Theory]
    [InlineData("bert-base-uncased")]
    [InlineData("bert-base-cased")]
    [InlineData("gpt2")]
    [InlineData("roberta-base")]
    [InlineData("t5-small")]
    [InlineData("phi-3-mini")]
    [InlineData("falcon")]
    [InlineData("sentencepiece")]
    public void Any_text_is_encoded_with_offsets_inside_of_it(string folder)
    {
        var tokenizer = SharedFolders.Tokenizer(SharedFolders.DataPath("tokenizers/" + folder));
        var random = new Random(17);
        for (var i = 0; i < Texts; i++)
        {
            var text = RandomText(random);
            var encoding = tokenizer.Encode(text);
            Assert.All(encoding.Offsets, span => Assert.InRange(span.Start, 0, span.End));
            Assert.All(encoding.Offsets, span => Assert.InRange(span.End, 0, text.Length));
            Assert.All(encoding.Ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
            Assert.Equal(encoding.Ids, tokenizer.Encode(text).Ids);
            Assert.True(tokenizer.Encode(text, text, maxLength: 20).Length <= 20);
            var windows = tokenizer.EncodeWindows(text, 16, 4);
            var plain = tokenizer.Encode(text, addSpecialTokens: false).Ids;
            var stitched = windows.SelectMany((window, n) => Plain(window).Skip(n == 0 ? 0 : 4));
            Assert.Equal(plain, stitched);
        }
    }

    private static IEnumerable<int> Plain(Encoding encoding) => encoding.Ids.Where((_, i) => !encoding.SpecialTokensMask[i]);

    /// <summary>Letters, marks, lone surrogates, controls, special tokens, all mixed.</summary>
    private static string RandomText(Random random)
    {
        string[] pieces = ["[CLS]", "<s>", "</s>", "<unk>", "<|endoftext|>", "\ud83d\ude00", "e\u0301", "\u200d", "\uac00", "\u1100\u1161", "  ", "\r\n", "don't", "字", "▁", "##"];
        return string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(4) switch
        {
            0 => pieces[random.Next(pieces.Length)],
            1 => ((char)random.Next(0x20, 0x7f)).ToString(),
            2 => ((char)random.Next(0x10000)).ToString(),
            _ => " word",
        }));
    }
}
