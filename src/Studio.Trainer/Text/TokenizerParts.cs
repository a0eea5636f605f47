using Studio.Trainer.Text.Decoding;
using Studio.Trainer.Text.Normalizers;
using Studio.Trainer.Text.PostProcessing;
using Studio.Trainer.Text.PreTokenizers;
using Studio.Trainer.Text.Subwords;

namespace Studio.Trainer.Text;

/// <summary>What a tokenizer is made of; the parts are those of tokenizer.json.</summary>
internal sealed record TokenizerParts
{
    public required ISubwordModel Model { get; init; }
    public INormalizer? Normalizer { get; init; }
    public IPreTokenizer? PreTokenizer { get; init; }
    public TokenTemplate Template { get; init; } = TokenTemplate.Plain;

    /// <summary>Whether blanks are taken out of offsets, and if so whether the text got a blank in front.</summary>
    public (bool Trim, bool AddPrefixSpace) OffsetTrimming { get; init; }

    /// <summary>Which text of a pair keeps the odd token when both are cut.</summary>
    public bool FirstKeepsOdd { get; init; }

    public ITokenDecoder? Decoder { get; init; }
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];
    public SpecialTokens SpecialTokens { get; init; } = new();

    /// <summary>The files to write when the tokenizer is saved, by name.</summary>
    public required IReadOnlyDictionary<string, byte[]> Files { get; init; }
}
