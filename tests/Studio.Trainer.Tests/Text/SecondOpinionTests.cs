using System.IO.Compression;
using Microsoft.ML.Tokenizers;

namespace Studio.Trainer.Tests.Text;

/// <summary>Where no ids are published, another implementation of the same algorithm is asked.</summary>
[Trait("Category", "Golden")]
public sealed class SecondOpinionTests
{
    [Fact]
    public void A_SentencePiece_model_of_the_wild_gives_the_ids_of_another_implementation()
    {
        var folder = SharedFolders.DataPath("tokenizers/sentencepiece");
        var mine = SharedFolders.Tokenizer(folder);
        using var file = File.OpenRead(Path.Combine(folder, "en.wiki.bpe.vs100000.model.gz"));
        using var model = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        model.CopyTo(content);
        content.Position = 0;
        var theirs = SentencePieceTokenizer.Create(content, addBeginningOfSentence: false, addEndOfSentence: false);
        var wrong = new List<string>();

        foreach (var text in Texts())
        {
            var (own, other) = (mine.Encode(text, addSpecialTokens: false).Ids, theirs.EncodeToIds(text, addBeginningOfSentence: false, addEndOfSentence: false));
            if (!own.SequenceEqual(Merged(other, theirs.UnknownId)))
                wrong.Add($"{text}: {string.Join(' ', own)} and {string.Join(' ', other)}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} texts differ:\n{string.Join('\n', wrong.Take(10))}");
    }

    // SentencePiece itself makes one unknown piece of neighbouring unknown characters; the other implementation leaves them apart.
    private static IEnumerable<int> Merged(IReadOnlyList<int> ids, int unknown) => ids.Where((id, at) => id != unknown || at == 0 || ids[at - 1] != unknown);

    // Lines as they are, with their commas and labels; the model knows lower case only. Of a single character the other one makes nothing,
    // and of three question marks it joins the last two, where SentencePiece joins the first of equal pairs.
    private static IEnumerable<string> Texts() =>
        File.ReadLines(SharedFolders.DataPath("intent/banking77/test.csv")).Select(line => line.ToLowerInvariant()).Where(line => line.Trim().Length > 1 && !line.Contains("???", StringComparison.Ordinal));
}
