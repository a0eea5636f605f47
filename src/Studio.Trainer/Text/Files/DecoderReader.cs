using System.Text.Json;
using Studio.Trainer.Text.Decoding;
using Studio.Trainer.Text.PreTokenizers;

namespace Studio.Trainer.Text.Files;

internal static class DecoderReader
{
    public static ITokenDecoder Read(JsonElement component) => component.Kind() switch
    {
        "Sequence" => new DecoderSequence([.. component.GetProperty("decoders").EnumerateArray().Select(Read)]),
        "WordPiece" => new WordPieceDecoder(component.Text("prefix") ?? "##", component.Flag("cleanup", true)),
        "ByteLevel" => new ByteLevelDecoder(),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Metaspace" => new MetaspaceDecoder(component.Character("replacement"), PreTokenizerReader.Scheme(component) != PrependScheme.Never),
        "Fuse" => new FuseDecoder(),
        "Strip" => new StripDecoder(component.Character("content"), component.GetProperty("start").GetInt32(), component.GetProperty("stop").GetInt32()),
        "Replace" => new ReplaceDecoder(component.Pattern(), component.GetProperty("content").GetString()!),
        "BPEDecoder" => new SuffixDecoder(component.Text("suffix") ?? "</w>"),
        _ => throw component.Unknown("decoder"),
    };
}
