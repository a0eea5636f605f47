using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Studio.Core.Datasets.Duplicates;

/// <summary>The set of a text's runs of characters or words, each as 64 bits, sorted. A text shorter than one run is one run.</summary>
internal static class Shingles
{
    public static ulong[] Of(string normal, DuplicateSettings settings)
    {
        var starts = settings.Unit == ShingleUnit.Characters ? [.. Enumerable.Range(0, normal.Length)] : WordStarts(normal);
        var count = Math.Max(1, starts.Count - settings.Size + 1);
        var hashes = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            var from = starts.Count == 0 ? 0 : starts[i];
            var to = i + settings.Size < starts.Count ? starts[i + settings.Size] : normal.Length;
            hashes[i] = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(normal.AsSpan(from, to - from).TrimEnd(settings.Unit == ShingleUnit.Words ? ' ' : '\0')));
        }

        Array.Sort(hashes);
        var distinct = 0;
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || hashes[i] != hashes[i - 1])
                hashes[distinct++] = hashes[i];
        }

        return hashes[..distinct];
    }

    /// <summary>The share of common elements of two sorted sets.</summary>
    public static double Jaccard(ulong[] first, ulong[] second)
    {
        int i = 0, j = 0, common = 0;
        while (i < first.Length && j < second.Length)
        {
            if (first[i] == second[j])
                (common, i, j) = (common + 1, i + 1, j + 1);
            else if (first[i] < second[j])
                i++;
            else
                j++;
        }

        return (double)common / (first.Length + second.Length - common);
    }

    private static List<int> WordStarts(string normal)
    {
        var starts = new List<int>();
        for (var i = 0; i < normal.Length; i++)
        {
            if (normal[i] != ' ' && (i == 0 || normal[i - 1] == ' '))
                starts.Add(i);
        }

        return starts;
    }
}
