using System.Diagnostics;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;

namespace Studio.Core.Tests.Datasets;

public sealed class ImportFolderTests : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("studio-folder-").FullName;
    private readonly ImportFolder _folder;

    public ImportFolderTests()
    {
        var root = Path.Combine(_above, "import");
        Directory.CreateDirectory(Path.Combine(root, "sets", "deep"));
        Directory.CreateDirectory(Path.Combine(_above, "outside"));
        File.WriteAllText(Path.Combine(_above, "secret.csv"), "text\nsecret\n");
        File.WriteAllText(Path.Combine(_above, "outside", "secret.csv"), "text\nsecret\n");
        File.WriteAllText(Path.Combine(root, "rows.csv"), "text\none\n");
        File.WriteAllText(Path.Combine(root, ".hidden.csv"), "text\nhidden\n");
        File.WriteAllText(Path.Combine(root, "sets", "größe 🙂.csv"), "text\ntwo\n");
        File.CreateSymbolicLink(Path.Combine(root, "link.csv"), Path.Combine(_above, "secret.csv"));
        File.CreateSymbolicLink(Path.Combine(root, "inner.csv"), Path.Combine(root, "rows.csv"));
        Directory.CreateSymbolicLink(Path.Combine(root, "way-out"), Path.Combine(_above, "outside"));
        _folder = new ImportFolder(new DatasetsOptions { ImportFolder = root });
    }

    [Fact]
    public void What_lies_beneath_is_listed_and_opened_and_nothing_else_is_shown()
    {
        Assert.Equal([("sets", true), ("rows.csv", false)], _folder.List("").Select(e => (e.Name, e.IsFolder)));
        Assert.Equal(["sets/deep", "sets/größe 🙂.csv"], _folder.List("sets").Select(e => e.Path));
        using var file = new StreamReader(_folder.Open("sets/größe 🙂.csv"));
        Assert.Equal("text\ntwo\n", file.ReadToEnd());
    }

    [Theory]
    [InlineData("../secret.csv")]
    [InlineData("sets/../../secret.csv")]
    [InlineData("sets/../rows.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("./rows.csv")]
    [InlineData("")]
    [InlineData("sets/")]
    [InlineData("sets//deep")]
    [InlineData("..\\secret.csv")]
    [InlineData("C:\\secret.csv")]
    [InlineData("%2e%2e/secret.csv")]
    [InlineData("rows.csv\0.txt")]
    [InlineData("rows.csv\n")]
    [InlineData("file:///etc/passwd")]
    [InlineData(".hidden.csv")]
    [InlineData("link.csv")]
    [InlineData("inner.csv")]
    [InlineData("way-out/secret.csv")]
    [InlineData("missing.csv")]
    [InlineData("sets/deep")]
    public void A_path_that_leads_elsewhere_is_refused_with_a_sentence(string path)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => _folder.Open(path).Dispose());
        Assert.Matches("is no file in the import folder|is not a file", refusal.Message);
        if (path is not ("" or "sets/deep"))
            Assert.Throws<InvalidInputException>(() => _folder.List(path));
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Named pipes are made by mkfifo.");
        Process.Start("mkfifo", Path.Combine(_above, "import", "pipe.csv")).WaitForExit();
        Assert.Throws<InvalidInputException>(() => _folder.Open("pipe.csv").Dispose());
    }

    [Fact]
    public async Task A_file_that_is_swapped_for_a_link_while_it_is_opened_never_shows_what_lies_outside()
    {
        using var stop = new CancellationTokenSource();
        var path = Path.Combine(_above, "import", "swapped.csv");
        var secret = Path.Combine(_above, "secret.csv");
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                File.WriteAllText(path, "text\nfine\n");
                File.Delete(path);
                File.CreateSymbolicLink(path, secret);
                File.Delete(path);
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3000; i++)
        {
            try
            {
                using var file = new StreamReader(_folder.Open("swapped.csv"));
                Assert.DoesNotContain("secret", file.ReadToEnd(), StringComparison.Ordinal);
            }
            catch (InvalidInputException)
            {
                // It was a link just then, or nothing.
            }
        }

        await stop.CancelAsync();
        await swapping;
    }

    [Fact]
    public void Without_a_folder_nothing_is_there_and_a_wrong_one_is_named()
    {
        var none = new ImportFolder(new DatasetsOptions());
        Assert.False(none.IsConfigured);
        Assert.Contains("Studio:Datasets:ImportFolder", Assert.Throws<InvalidInputException>(() => none.List("")).Message, StringComparison.Ordinal);
        var wrong = new DatasetsOptions { ImportFolder = Path.Combine(_above, "nowhere") };
        Assert.Contains("where no folder is", Assert.Throws<InvalidInputException>(() => wrong.Checked()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_above, recursive: true);
}
