namespace Studio.Web.Tests.House;

/// <summary>Short files, and above all no long ones: what separates code that is a pleasure to read is the tail.</summary>
public sealed class FileLengthTests
{
    [Theory]
    [InlineData(".cs", 50, 180, 350)]
    [InlineData(".razor", 40, 110, 180)]
    [InlineData(".razor.cs", 70, 200, 300)]
    public void Files_keep_to_their_budget(string ending, int median, int ninetieth, int longest)
    {
        var lengths = SourceTree.Files(ending)
            .Where(file => ending == ".razor.cs" || !file.EndsWith(".razor.cs", StringComparison.Ordinal))
            .Select(file => (File: file, Lines: SourceTree.Lines(file).Length))
            .OrderBy(f => f.Lines)
            .ToArray();
        if (lengths.Length == 0)
            return;
        SourceTree.ExpectNone(lengths.Where(f => f.Lines > longest).Select(f => $"{f.File} has {f.Lines} lines, allowed are {longest}"));
        Assert.InRange(lengths[lengths.Length / 2].Lines, 0, median);
        Assert.InRange(lengths[lengths.Length * 9 / 10].Lines, 0, ninetieth);
    }

    [Fact]
    public void Code_inside_markup_is_short_and_never_beside_a_code_behind()
    {
        var wrong = SourceTree.Files(".razor").Where(file =>
        {
            var lines = SourceTree.Lines(file);
            var start = Array.FindIndex(lines, line => line.StartsWith("@code", StringComparison.Ordinal));
            if (start < 0)
                return false;
            var end = Array.FindIndex(lines, start, line => line.StartsWith('}'));
            return end - start - 1 > 40 || File.Exists(Path.Combine(SourceTree.Root, file + ".cs"));
        });
        SourceTree.ExpectNone(wrong);
    }
}
