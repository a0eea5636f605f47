using System.Globalization;
using System.Text;

namespace Studio.Trainer.Text.Normalizers;

/// <summary>
/// Replaces by a <see cref="CharacterMap"/> as Hugging Face's Precompiled normalizer does: a short cluster of characters as a whole if the
/// table knows its beginning, else each character by itself.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : INormalizer
{
    private const int LongestClusterBytes = 5;

    public AlignedText Normalize(AlignedText text)
    {
        var edits = new List<(Rune, int)>(text.Length);
        var rest = new string(text.Span);
        for (var i = 0; i < rest.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(rest, i);
            AddCluster(edits, rest.AsSpan(i, length));
            i += length;
        }

        return RuneEdits.Apply(text, edits);
    }

    private void AddCluster(List<(Rune, int)> edits, ReadOnlySpan<char> cluster)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(cluster) <= LongestClusterBytes && Replace(edits, cluster)) return;
        Span<char> buffer = stackalloc char[2];
        foreach (var rune in cluster.EnumerateRunes())
            if (!Replace(edits, buffer[..rune.EncodeToUtf16(buffer)])) edits.Add((rune, 0));
    }

    private bool Replace(List<(Rune Rune, int Change)> edits, ReadOnlySpan<char> part)
    {
        Span<byte> bytes = stackalloc byte[16];
        var length = System.Text.Encoding.UTF8.GetBytes(part, bytes);
        if (map.Find(bytes[..length], longest: false) is not { } found) return false;
        var before = 0;
        foreach (var _ in part.EnumerateRunes()) before++;
        var start = edits.Count;
        foreach (var rune in found.Replacement.EnumerateRunes()) edits.Add((rune, 0));
        var difference = edits.Count - start - before;
        for (var i = 1; i <= difference; i++) edits[^i] = (edits[^i].Rune, 1);
        if (difference < 0 && edits.Count > 0) edits[^1] = (edits[^1].Rune, edits[^1].Change + difference);
        return true;
    }
}
