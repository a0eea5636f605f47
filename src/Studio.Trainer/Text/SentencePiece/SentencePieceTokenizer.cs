using System.Text.Json;
using Studio.Trainer.Text.Files;
using Studio.Trainer.Text.PostProcessing;
using Studio.Trainer.Text.Subwords;

namespace Studio.Trainer.Text.SentencePiece;

/// <summary>Opens <c>tokenizer.model</c>. With a tokenizer_config.json it works as Hugging Face's tokenizer of the class named there, without as SentencePiece itself.</summary>
internal static class SentencePieceTokenizer
{
    public static ITokenizer Load(string folder)
    {
        var file = SentencePieceFile.Read(Path.Combine(folder, "tokenizer.model"));
        var configurations = TokenizerFolder.ReadConfigurations(folder);
        var model = Model(file);
        int? IdOf(string token) => model.Vocabulary.TryGetValue(token, out var id) ? id : null;
        var special = configurations.Count == 0 ? new SpecialTokens() : SpecialTokenNames.Read(configurations, IdOf);
        return new PipelineTokenizer(new TokenizerParts
        {
            Model = model,
            Normalizer = new SentencePieceNormalizer(file),
            Decoder = new SentencePieceDecoder(file),
            AddedTokens = configurations.Count == 0 ? [] : [.. file.Pieces.Select(static (piece, id) => (piece, id))
                .Where(static entry => entry.piece.Kind is PieceKind.Control or PieceKind.Unknown).Select(static entry => new AddedToken(entry.id, entry.piece.Text) { Special = true })],
            Template = configurations.Count == 0 ? TokenTemplate.Plain : Template(configurations[0], special, file),
            SpecialTokens = special,
            Files = TokenizerFolder.ReadFiles(folder),
        });
    }

    private static ISubwordModel Model(SentencePieceFile file) => file.ModelType switch
    {
        1 => new UnigramModel(
            [.. file.Pieces.Select(static piece => (piece.Text, (double)piece.Score))], file.Pieces.FindIndex(static piece => piece.Kind == PieceKind.Unknown),
            file.Pieces.Exists(static piece => piece.Kind == PieceKind.Byte), id => file.Pieces[id].Kind is PieceKind.Normal or PieceKind.UserDefined),
        2 => new SentencePieceBpe(file),
        var other => throw new TokenizerException($"The SentencePiece model is of the type {other}; only Unigram (1) and BPE (2) are supported."),
    };

    private static TokenTemplate Template(JsonElement configuration, SpecialTokens special, SentencePieceFile file)
    {
        IReadOnlyList<TemplatePiece> Piece(string flag, bool usual, int? id, int type) =>
            id is { } token && (configuration.TryGetProperty(flag, out var value) ? value.ValueKind == JsonValueKind.True : usual)
                ? [TokenTemplate.Token(token, file.Pieces[token].Text, type)]
                : [];
        IReadOnlyList<TemplatePiece> Around(int type) =>
            [.. Piece("add_bos_token", true, special.Bos, type), TokenTemplate.Text(type, type), .. Piece("add_eos_token", false, special.Eos, type)];
        return new TokenTemplate(Around(0), [.. Around(0), .. Around(1)]);
    }
}
