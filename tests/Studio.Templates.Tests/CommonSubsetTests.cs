using System.Diagnostics;
using System.Text.Json;

namespace Studio.Templates.Tests;

public sealed class CommonSubsetTests
{
    private static readonly Dictionary<string, object?> Variables = JsonSerializer.Deserialize<Dictionary<string, object?>>(CommonSubset.Variables)!;

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, CommonSubset.Cases.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Renders_as_written_down(int number)
    {
        var (template, expected) = CommonSubset.Cases[number];
        Assert.Equal(expected, Template.Parse(template).Render(Variables));
    }

    [Fact]
    public async Task Nunjucks_gives_the_same_texts()
    {
        var folder = Nunjucks();
        await Run(folder, "npm", "install --no-package-lock --no-audit --no-fund --silent", "");
        var input = string.Join('\n', CommonSubset.Cases.Select(c =>
            JsonSerializer.Serialize(new { template = c.Template, variables = JsonDocument.Parse(CommonSubset.Variables).RootElement })));
        var lines = (await Run(folder, "node", "render.js", input)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(CommonSubset.Cases.Select(c => c.Expected), lines.Select(line => JsonSerializer.Deserialize<string>(line)!));
    }

    private static string Nunjucks()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(paths.Any(path => File.Exists(Path.Combine(path, "npm"))), "npm is not installed; the comparison with nunjucks needs Node.js.");
        var folder = Directory.CreateTempSubdirectory("studio-nunjucks-").FullName;
        foreach (var file in new[] { "package.json", "render.js" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "nunjucks", file), Path.Combine(folder, file));
        return folder;
    }

    private static async Task<string> Run(string folder, string program, string arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var cancel = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
