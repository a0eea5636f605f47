using System.Globalization;
using System.Text;

namespace Studio.Trainer.Text.Normalizers;

/// <summary>Unicode's normalization forms (UAX 15): NFC, NFD, NFKC and NFKD, with the places kept.</summary>
internal sealed class UnicodeNormalizer(NormalizationForm form) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        if (!IsWellFormed(text.Span)) return text;
        var source = new string(text.Span);
        if (source.IsNormalized(form)) return text;
        if (form == NormalizationForm.FormKC) text = new UnicodeNormalizer(NormalizationForm.FormKD).Normalize(text);
        var edits = new List<(Rune, int)>(text.Length);
        var cluster = new StringBuilder();
        foreach (var rune in new string(text.Span).EnumerateRunes())
        {
            if (cluster.Length > 0 && !Continues(rune)) AddCluster(edits, cluster);
            cluster.Append(rune.ToString());
        }

        AddCluster(edits, cluster);
        return RuneEdits.Apply(text, edits);
    }

    private void AddCluster(List<(Rune, int)> edits, StringBuilder cluster)
    {
        var source = cluster.ToString();
        cluster.Clear();
        if (form is NormalizationForm.FormC or NormalizationForm.FormKC) AddComposed(edits, source);
        else AddDecomposed(edits, source);
    }

    /// <summary>The first character has taken in those that are missing afterwards.</summary>
    private static void AddComposed(List<(Rune, int)> edits, string source)
    {
        var runes = source.Normalize(NormalizationForm.FormC).EnumerateRunes().ToList();
        var before = source.EnumerateRunes().Count();
        for (var i = 0; i < runes.Count; i++)
            edits.Add((runes[i], i >= before ? 1 : i == 0 ? Math.Min(0, runes.Count - before) : 0));
    }

    private void AddDecomposed(List<(Rune, int)> edits, string source)
    {
        var runes = source.Normalize(form).EnumerateRunes().ToList();
        var at = 0;
        foreach (var rune in source.EnumerateRunes())
        {
            var count = rune.ToString().Normalize(form).EnumerateRunes().Count();
            for (var i = 0; i < count; i++) edits.Add((runes[at++], i == 0 ? 0 : 1));
        }
    }

    /// <summary>Marks and the later parts of a Korean syllable may melt into what stands before them.</summary>
    private static bool Continues(Rune rune) => rune.Value is >= 0x1161 and <= 0x1175 or >= 0x11A8 and <= 0x11C2
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done) return false;
            text = text[length..];
        }

        return true;
    }
}
