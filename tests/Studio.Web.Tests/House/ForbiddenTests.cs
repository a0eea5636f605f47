namespace Studio.Web.Tests.House;

/// <summary>Things that must not stand in the code, each with its reason.</summary>
public sealed class ForbiddenTests
{
    [Theory]
    [InlineData("src", "NotImplemented" + "Exception", "unfinished work is not merged")]
    [InlineData("", "TO" + "DO", "unfinished work is not merged")]
    [InlineData("", "#reg" + "ion", "a file that needs regions is too long")]
    [InlineData("", "Thread." + "Sleep(", "a test that sleeps is slow or flaky, and a product that sleeps blocks a thread")]
    [InlineData("tests", "Task." + "Delay(", "a test that sleeps is slow or flaky; wait for what happens")]
    [InlineData("src", "torch." + "matmul(", "an error inside it ends the process")]
    [InlineData("src", ".mat" + "mul(", "an error inside it ends the process")]
    [InlineData("src", "autograd." + "grad(", "an error inside it ends the process")]
    [InlineData("src", "optim." + "AdamW(", "fifty times slower than the fused kernel")]
    [InlineData("src", " Text=" + "\"_", "a text parameter takes this for the text itself; an @ belongs before it")]
    [InlineData("src", " Title=" + "\"_", "a text parameter takes this for the text itself; an @ belongs before it")]
    [InlineData("src", "(Markup" + "String)", "HTML from people goes through the one sanitizer")]
    public void Is_not_in_the_code(string folder, string text, string reason)
    {
        var found = SourceTree.Files(".cs", ".razor")
            .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .SelectMany(file => SourceTree.Lines(file).Select((line, i) => (Place: $"{file}:{i + 1}", Line: line)))
            .Where(l => l.Line.Contains(text, StringComparison.Ordinal) && !l.Line.Contains("Timeout.Infinite", StringComparison.Ordinal) && !l.Line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(l => $"{l.Place}: {reason}");
        SourceTree.ExpectNone(found);
    }

    [Fact]
    public void No_project_asks_for_the_SignalR_server_of_2018() =>
        SourceTree.ExpectNone(SourceTree.Files(".csproj").Where(file =>
            SourceTree.Lines(file).Any(line => line.Contains("\"Microsoft.AspNetCore.SignalR\"", StringComparison.Ordinal))));
}
