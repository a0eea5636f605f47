using System.Text.Json;
using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Text;

[Trait("Category", "Golden")]
public sealed class PublishedIdsTests
{
    [Fact]
    public void Squad_questions_have_the_published_ids()
    {
        var tokenizer = TokenizerFolder.Load(SharedFolders.DataPath("tokenizers/bert-base-uncased"));
        var questions = SharedFolders.Json(SharedFolders.DataPath("tokenizers/golden/bert_uncased_squad_dev_question_tokens.json.gz")).EnumerateArray().ToList();
        var ids = SharedFolders.Json(SharedFolders.DataPath("tokenizers/golden/bert_uncased_squad_dev_tokenized_questions.json.gz")).EnumerateArray().ToList();
        Assert.Equal(ids.Count, questions.Count);
        foreach (var (question, expected) in questions.Zip(ids))
        {
            var encoding = tokenizer.Encode(question.GetProperty("original").GetString()!, addSpecialTokens: false);
            Assert.Equal(TokenizerVectors.Ints(expected), encoding.Ids);
            Assert.Equal(question.GetProperty("wordpiece").EnumerateArray().Select(static token => token.GetString()), encoding.Tokens);
        }
    }

    [Theory]
    [InlineData("bert-base-uncased", "bert-base-uncased")]
    [InlineData("google-bert/bert-base-uncased", "bert-base-uncased")]
    [InlineData("distilgpt2", "gpt2")]
    [InlineData("t5-base", "t5-small")]
    [InlineData("tiiuae/falcon-7b", "falcon")]
    public void Hard_inputs_have_the_published_ids(string model, string folder)
    {
        var tokenizer = SharedFolders.Tokenizer(SharedFolders.DataPath("tokenizers/" + folder));
        var cases = SharedFolders.Json(SharedFolders.DataPath("tokenizers/golden/tokenizer_tests.json")).GetProperty(model);
        foreach (var item in cases.EnumerateArray())
            Assert.Equal(
                TokenizerVectors.Ints(item.GetProperty("encoded").GetProperty("input_ids")),
                tokenizer.Encode(item.GetProperty("input").GetString()!).Ids);
    }

    [Theory]
    [InlineData("bert_uncased_encoded.json", "bert-base-uncased")]
    [InlineData("gpt2_encoded_tokens.json", "gpt2")]
    [InlineData("t5_base_encoded.json", "t5-small")]
    [InlineData("falcon_encoded.json", "falcon")]
    public void Long_texts_have_the_published_ids(string file, string folder)
    {
        var tokenizer = SharedFolders.Tokenizer(SharedFolders.DataPath("tokenizers/" + folder));
        var root = SharedFolders.Json(SharedFolders.DataPath("tokenizers/golden/" + file));
        var name = new[] { "token_ids", "ids", "input_ids" }.First(name => root.TryGetProperty(name, out _));
        var expected = TokenizerVectors.Ints(root.GetProperty(name));
        var actual = tokenizer.Encode(root.GetProperty("text").GetString()!).Ids;
        var plain = tokenizer.Encode(root.GetProperty("text").GetString()!, addSpecialTokens: false).Ids;
        Assert.Equal(expected, expected.Length == plain.Length ? plain : actual);
    }

    public static TheoryData<string> Models => [.. ModelNames()];

    /// <summary>Raw texts and pairs of every model folder give the stored ids through the folder's own tokenizer.</summary>
    [Theory, MemberData(nameof(Models))]
    public void Texts_of_model_folders_have_the_stored_ids(string model)
    {
        var folder = SharedFolders.GoldenPath(model.Length == 0 ? "" : "models/" + model);
        var golden = SharedFolders.Json(Path.Combine(folder, "golden.json"));
        Assert.SkipUnless(golden.TryGetProperty("text", out var text), "This model comes without texts.");
        var tokenizer = TokenizerFolder.Load(folder);
        var limit = text.GetProperty("max_length").GetInt32();
        foreach (var (raw, ids) in text.GetProperty("texts").EnumerateArray().Zip(text.GetProperty("input_ids").EnumerateArray()))
            AssertPadded(ids, tokenizer.Encode(raw.GetString()!, maxLength: limit).Ids);
        if (!golden.TryGetProperty("text_pairs", out var pairs)) return;
        limit = pairs.GetProperty("max_length").GetInt32();
        foreach (var (pair, ids) in pairs.GetProperty("pairs").EnumerateArray().Zip(pairs.GetProperty("input_ids").EnumerateArray()))
            AssertPadded(ids, tokenizer.Encode(pair[0].GetString()!, pair[1].GetString(), limit).Ids);
    }

    private static void AssertPadded(JsonElement expected, int[] actual)
    {
        var ids = TokenizerVectors.Ints(expected);
        Assert.Equal(ids[..actual.Length], actual);
        Assert.True(ids[actual.Length..].Distinct().Count() <= 1, "Only padding follows.");
    }

    private static IEnumerable<string> ModelNames() => SharedFolders.Golden is { } golden && Directory.Exists(Path.Combine(golden, "models"))
        ? Directory.GetDirectories(Path.Combine(golden, "models")).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)
        : [""];
}
