using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests;

/// <summary>What a run in the browser makes, the command line makes again, bit for bit.</summary>
public sealed partial class SameWeightsTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_command_line_makes_the_weights_of_the_browsers_run()
    {
        await using var studio = await StudioApp.StartAsync(
            "--Studio:Setup:AdminEmail", "bo@example.org", "--Studio:Setup:AdminPassword", "Bo likes long sentences 42", "--Studio:Setup:Example", "true");
        await using var bo = await browser.PersonAsync(studio, "Bo");
        await new AccountPages(bo).SignInAsync();
        await bo.Page.WaitForURLAsync(ProjectAddress());
        var project = ProjectAddress().Match(bo.Page.Url).Groups[1].Value;
        await bo.GoAsync($"/p/{project}/tuning/1");
        await Assertions.Expect(bo.Page.GetByText("Succeeded", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 600_000 });

        var run = JsonDocument.Parse(await TextAsync(bo, $"/api/v1/projects/{project}/runs/1")).RootElement;
        var folder = Directory.CreateTempSubdirectory("studio-same-").FullName;
        var hash = run.GetProperty("snapshotHash").GetString();
        await File.WriteAllTextAsync(Path.Combine(folder, "recipe.json"), run.GetProperty("recipe").GetRawText());
        foreach (var split in new[] { "train", "validation" })
            await File.WriteAllTextAsync(Path.Combine(folder, $"{split}.jsonl"), await TextAsync(bo, $"/api/v1/snapshots/{hash}/{split}.jsonl"));

        await TrainAsync(folder);
        var weights = Directory.GetFiles(Path.Combine(folder, "out"), "model.safetensors", SearchOption.AllDirectories);
        Assert.Equal(
            run.GetProperty("status").GetProperty("weightsSha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Assert.Single(weights)))));
        Directory.Delete(folder, recursive: true);
        bo.ExpectNoComplaints();
    }

    private static async Task<string> TextAsync(Person person, string path)
    {
        var response = await person.Page.APIRequest.GetAsync(path);
        Assert.True(response.Ok, $"{path} answered {response.Status}");
        return await response.TextAsync();
    }

    private static async Task TrainAsync(string folder)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Repository.CommandLine, "train", "--recipe", "recipe.json", "--train", "train.jsonl", "--validation", "validation.jsonl", "--output", "out"])
        {
            WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await said);
    }

    [GeneratedRegex("/p/([0-9a-f-]{36})")]
    private static partial Regex ProjectAddress();
}
