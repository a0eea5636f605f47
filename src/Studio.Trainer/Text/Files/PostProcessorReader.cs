using System.Text.Json;
using Studio.Trainer.Text.PostProcessing;

namespace Studio.Trainer.Text.Files;

/// <summary>What a post-processor amounts to: a template, the trimming of offsets, and the ids that it calls cls and sep.</summary>
internal sealed record PostProcessing(TokenTemplate? Template, (bool Trim, bool AddPrefixSpace) Trimming, int? Cls = null, int? Sep = null);

internal static class PostProcessorReader
{
    public static PostProcessing Read(JsonElement? component, Func<string, int?> idOf)
    {
        if (component is not { } processor) return new PostProcessing(null, default);
        return processor.Kind() switch
        {
            "TemplateProcessing" => new PostProcessing(Template(processor, idOf), default),
            "ByteLevel" => new PostProcessing(null, (processor.Flag("trim_offsets", true), processor.Flag("add_prefix_space", true))),
            "BertProcessing" => Classic(processor, pairTypes: 1, twoSeparators: false, default),
            "RobertaProcessing" => Classic(processor, pairTypes: 0, twoSeparators: true, (processor.Flag("trim_offsets", true), processor.Flag("add_prefix_space", true))),
            "Sequence" => processor.GetProperty("processors").EnumerateArray().Select(part => Read(part, idOf)).Aggregate(
                new PostProcessing(null, default), static (all, part) => new PostProcessing(
                    part.Template ?? all.Template, part.Trimming.Trim ? part.Trimming : all.Trimming, part.Cls ?? all.Cls, part.Sep ?? all.Sep)),
            _ => throw processor.Unknown("post-processor"),
        };
    }

    private static PostProcessing Classic(JsonElement processor, int pairTypes, bool twoSeparators, (bool, bool) trimming)
    {
        (int Id, string Token) Named(string field) => (processor.GetProperty(field)[1].GetInt32(), processor.GetProperty(field)[0].GetString()!);
        var (cls, sep) = (Named("cls"), Named("sep"));
        var open = TokenTemplate.Token(cls.Id, cls.Token, 0);
        var close = TokenTemplate.Token(sep.Id, sep.Token, 0);
        var between = close with { Special = twoSeparators ? [sep, sep] : [sep] };
        return new PostProcessing(
            new TokenTemplate(
                [open, TokenTemplate.Text(0, 0), close],
                [open, TokenTemplate.Text(0, 0), between, TokenTemplate.Text(1, pairTypes), close with { TypeId = pairTypes }]),
            trimming, cls.Id, sep.Id);
    }

    private static TokenTemplate Template(JsonElement processor, Func<string, int?> idOf)
    {
        TemplatePiece Piece(JsonElement piece)
        {
            if (piece.Child("Sequence") is { } sequence)
                return TokenTemplate.Text(sequence.GetProperty("id").GetString() == "A" ? 0 : 1, sequence.GetProperty("type_id").GetInt32());
            var special = piece.GetProperty("SpecialToken");
            return new TemplatePiece(null, Special(processor, special.GetProperty("id").GetString()!, idOf), special.GetProperty("type_id").GetInt32());
        }

        return new TokenTemplate(
            [.. processor.GetProperty("single").EnumerateArray().Select(Piece)], [.. processor.GetProperty("pair").EnumerateArray().Select(Piece)]);
    }

    private static List<(int Id, string Token)> Special(JsonElement processor, string name, Func<string, int?> idOf)
    {
        if (processor.Child("special_tokens")?.Child(name) is { } entry)
            return [.. entry.GetProperty("ids").EnumerateArray().Zip(entry.GetProperty("tokens").EnumerateArray(), static (id, token) => (id.GetInt32(), token.GetString()!))];
        return idOf(name) is { } id ? [(id, name)] : throw new TokenizerException($"the post-processor speaks of the special token '{name}', which the vocabulary lacks.");
    }
}
