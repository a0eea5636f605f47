using System.IO.Hashing;
using System.Runtime.InteropServices;
using Studio.Core.Datasets.Search;

namespace Studio.Core.Datasets.Vectors;

/// <summary>
/// The encoder that needs no model: the words of a text and their pairs, each hashed to a place and a sign (Weinberger et al., 2009). Texts are alike
/// that share words; it knows no synonyms.
/// </summary>
internal sealed class WordEncoder : IEncoderSource, IOpenEncoder
{
    private const int Places = 512;
    private const float OfPair = 0.5f, OfCommon = 0.15f;

    private static readonly TextEncoder Listing = new("words:1", "Words in common", "no model", "words:1");

    // Nearly every English text has these, so sharing them says little.
    private static readonly HashSet<string> Common = new(
        ("a about after all also am an and any are as at be because been before being but by can cannot could did do does doing done for from get got had has have having he her here him his how i "
         + "if in into is it its just like may me might more most much must my no not now of on one only or other our out over please she should so some such than that the their them then there "
         + "these they this those through to too under up upon us very was we were what when where which while who why will with would yes you your s t d m ll re ve").Split(' '), StringComparer.Ordinal);

    public string Prefix => "words";

    public int Dimensions => Places;

    public Task<IReadOnlyList<TextEncoder>> ListAsync(Guid projectId, CancellationToken cancel) => Task.FromResult<IReadOnlyList<TextEncoder>>([Listing]);

    public Task<IOpenEncoder?> OpenAsync(Guid projectId, string id, CancellationToken cancel) => Task.FromResult<IOpenEncoder?>(id == Listing.Id ? this : null);

    public Task<IReadOnlyList<float[]>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<float[]>>([.. texts.AsParallel().AsOrdered().WithCancellation(cancel).Select(Encode)]);

    public void Dispose()
    {
    }

    private static float[] Encode(string text)
    {
        var counts = new Dictionary<string, (int Times, float Weight)>(StringComparer.Ordinal);
        string? before = null;
        foreach (var word in SearchText.Words(text).Select(word => word.Folded))
        {
            var common = Common.Contains(word);
            Count(word, common ? OfCommon : 1);
            if (before is not null)
                Count($"{before} {word}", common && Common.Contains(before) ? OfCommon * OfPair : OfPair);
            before = word;
        }

        var vector = new float[Places];
        foreach (var (term, (times, weight)) in counts)
        {
            var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(term.AsSpan()));
            vector[hash % Places] += (hash >> 63 == 0 ? 1 : -1) * weight * (1 + MathF.Log(times));
        }

        return UnitVector.Scaled(vector);

        void Count(string term, float weight) => counts[term] = (counts.GetValueOrDefault(term).Times + 1, weight);
    }
}
