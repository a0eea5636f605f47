namespace Studio.Core.Models.Cards;

/// <summary>Finds the licence that a base model's own card states in its front matter.</summary>
internal static class BaseLicences
{
    private const int LongestFrontMatter = 200;

    public static string? Of(string baseModel)
    {
        var path = Path.Combine(baseModel, "README.md");
        if (baseModel == "scratch" || !File.Exists(path))
            return null;
        var lines = File.ReadLines(path).Take(LongestFrontMatter).ToList();
        return lines is ["---", ..]
            ? lines.Skip(1).TakeWhile(line => line != "---").FirstOrDefault(line => line.StartsWith("license:", StringComparison.Ordinal))?["license:".Length..].Trim(' ', '"', '\'')
            : null;
    }
}
