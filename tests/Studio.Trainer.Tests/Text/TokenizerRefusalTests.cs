using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Text;

public sealed class TokenizerRefusalTests : IDisposable
{
    private const string Model = """ "model": {"type": "WordLevel", "vocab": {"a": 0, "<unk>": 1}, "unk_token": "<unk>"} """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studio-tokenizer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("normalizer", "Nmt")]
    [InlineData("pre_tokenizer", "UnicodeScripts")]
    [InlineData("post_processor", "Fancy")]
    [InlineData("decoder", "CTC")]
    public void An_unknown_component_is_refused_by_its_name(string place, string name) =>
        Refuses($"\"{name}\" is not supported", $$"""{"{{place}}": {"type": "{{name}}"}, {{Model}}}""");

    [Theory]
    [InlineData("the model \"Transducer\" is not supported", """{"model": {"type": "Transducer"}}""")]
    [InlineData("not built as a tokenizer.json", """{"version": "1.0"}""")]
    [InlineData("not built as a tokenizer.json", """{"model": {"type": "BPE", "vocab": [], "merges": []}}""")]
    [InlineData("not valid JSON", """{"model": """)]
    [InlineData("speaks of the token 'ab', which the vocabulary lacks", """{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}}""")]
    [InlineData("is not between 0 and", """{"model": {"type": "WordLevel", "vocab": {"a": 2000000000}, "unk_token": "a"}}""")]
    [InlineData("is not between 0 and", """{"model": {"type": "WordLevel", "vocab": {"a": -1}, "unk_token": "a"}}""")]
    [InlineData("dropout is above 0", """{"model": {"type": "BPE", "dropout": 0.1, "vocab": {"a": 0}, "merges": []}}""")]
    public void A_broken_file_is_refused_with_the_reason(string reason, string json) => Refuses(reason, json);

    [Theory]
    [InlineData("(")]
    [InlineData("\\\\p{Han}+")]
    [InlineData("a++")]
    [InlineData("[[:alpha:]]")]
    public void An_expression_that_means_something_else_here_is_refused(string expression) =>
        Refuses("regular expression", $$"""{"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "{{expression}}"}, "behavior": "Isolated"}, {{Model}}}""");

    [Fact]
    public void A_folder_without_a_tokenizer_is_refused() =>
        Assert.Contains("holds no tokenizer", Assert.Throws<TokenizerException>(() => TokenizerFolder.Load(_folder.FullName)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_SentencePiece_file_that_is_cut_off_is_refused()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "tokenizer.model"), [0x0A, 0x7F, 0x0A, 0x03]);
        Assert.Contains("not a SentencePiece model", Assert.Throws<TokenizerException>(() => TokenizerFolder.Load(_folder.FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_cannot_be_read_from_merges_is_refused_by_its_name()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "vocab.json"), """{"a": 0}""");
        File.WriteAllText(Path.Combine(_folder.FullName, "merges.txt"), "#version: 0.2\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer_config.json"), """{"tokenizer_class": "CLIPTokenizer"}""");
        Assert.Contains("CLIPTokenizer", Assert.Throws<TokenizerException>(() => TokenizerFolder.Load(_folder.FullName)).Message, StringComparison.Ordinal);
    }

    private void Refuses(string reason, string json)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.json"), json);
        var error = Assert.Throws<TokenizerException>(() => TokenizerFolder.Load(_folder.FullName));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
    }
}
