using System.Globalization;

namespace Studio.Core.Datasets.Search;

/// <summary>
/// The same words as <see cref="SearchText"/> finds, in PostgreSQL's own means: what is between words becomes a space, characters that stand alone
/// get spaces around them, and the simple dictionary takes upper and lower case as the same. A text vector holds a million bytes at most, so of
/// longer texts the beginning is searched.
/// </summary>
internal static class PostgreSqlSearch
{
    private const int CharactersSearched = 100_000;

    // Punctuation of all scripts that a letter's neighbour may be; what is missing here only makes a word longer than it is.
    private static readonly (int First, int Last)[] Between =
    [
        (0x01, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0xA9), (0xAB, 0xB1), (0xB4, 0xB4), (0xB6, 0xB8), (0xBB, 0xBB), (0xBF, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7),
        (0x060C, 0x060C), (0x061B, 0x061B), (0x061F, 0x061F), (0x0964, 0x0965), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2190, 0x245F), (0x2500, 0x2BFF),
        (0x2E00, 0x2E7F), (0x3000, 0x3004), (0x3008, 0x3020), (0x3030, 0x3030), (0x30FB, 0x30FB), (0xFE10, 0xFE6F), (0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40),
        (0xFF5B, 0xFF65), (0x1F000, 0x1FAFF),
    ];

    public static readonly string Schema = $"""
        CREATE OR REPLACE FUNCTION {SearchIndex.WordsFunction}(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $words$
          SELECT to_tsvector('simple'::regconfig, regexp_replace(regexp_replace(left(normalize($1, NFC), {CharactersSearched}), '[{Class(Between)}]+', ' ', 'g'), '([{Class(Scripts.Alone)}])', ' \1 ', 'g'))
        $words$;
        ALTER TABLE "Examples" ADD COLUMN IF NOT EXISTS "Search" tsvector GENERATED ALWAYS AS ({SearchIndex.WordsFunction}("Text")) STORED;
        CREATE INDEX IF NOT EXISTS "IX_Examples_Search" ON "Examples" USING gin ("Search");
        """;

    private static string Class(IEnumerable<(int First, int Last)> ranges) =>
        string.Concat(ranges.Select(r => r.First == r.Last ? Escape(r.First) : $"{Escape(r.First)}-{Escape(r.Last)}"));

    private static string Escape(int codePoint) => $"\\U{codePoint.ToString("x8", CultureInfo.InvariantCulture)}";
}
