using System.Text.Json;
using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Text;

/// <summary>One file of golden/tokenizers and the tokenizer that it speaks of.</summary>
internal sealed class TokenizerVectors
{
    private TokenizerVectors(JsonElement root, ITokenizer tokenizer) => (Root, Tokenizer) = (root, tokenizer);

    public JsonElement Root { get; }

    public ITokenizer Tokenizer { get; }

    public IEnumerable<JsonElement> Items => Root.GetProperty("items").EnumerateArray();

    public static TokenizerVectors Load(string file)
    {
        var path = SharedFolders.GoldenPath(file.Length == 0 ? "" : Path.Combine("tokenizers", file));
        var root = SharedFolders.Json(path);
        var files = root.GetProperty("files").GetString()!;
        var folder = files.StartsWith("data/", StringComparison.Ordinal)
            ? SharedFolders.DataPath(files["data/".Length..])
            : Path.Combine(Path.GetDirectoryName(path)!, files);
        return new TokenizerVectors(root, SharedFolders.Tokenizer(folder));
    }

    /// <summary>The ids that AutoTokenizer gives: the fast tokenizer's where the two disagree.</summary>
    public static int[] Ids(JsonElement item) =>
        Ints(item.TryGetProperty("ids", out var ids) ? ids : item.GetProperty("ids_fast"));

    public static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(static value => value.GetInt32())];

    /// <summary>A flat list start, end, … in code points, as the files have it.</summary>
    public static int[] CodePointOffsets(string text, IEnumerable<TextSpan> offsets)
    {
        var points = new int[text.Length + 1];
        for (var i = 0; i < text.Length; i++)
            points[i + 1] = points[i] + (char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]) ? 0 : 1);
        return [.. offsets.SelectMany(span => new[] { points[span.Start], points[span.End] })];
    }
}
