using System.Text.Json;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests;

/// <summary>Started without a launch profile, as on a fresh machine, every static file arrives with its bytes and not as an empty success.</summary>
public sealed class StaticFilesTests
{
    [Fact]
    public async Task Every_static_file_arrives_with_its_bytes()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var studio = await StudioApp.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(studio.Address) };
        var routes = await ReadRoutesAsync();
        Assert.Contains(routes, route => route.StartsWith("_content/MudBlazor/", StringComparison.Ordinal));
        Assert.Contains(routes, route => route.StartsWith("_framework/blazor.web", StringComparison.Ordinal));

        var empty = new List<string>();
        foreach (var route in routes)
        {
            using var answer = await http.GetAsync(route, cancel);
            if (!answer.IsSuccessStatusCode || (await answer.Content.ReadAsByteArrayAsync(cancel)).Length == 0)
                empty.Add($"{(int)answer.StatusCode} {route}");
        }

        Assert.Empty(empty);
    }

    [Fact]
    public async Task Files_of_the_web_root_arrive_unchanged()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var studio = await StudioApp.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(studio.Address) };
        var root = Path.Combine(Repository.Root, "wwwroot");
        var files = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal(await File.ReadAllBytesAsync(file, cancel), await http.GetByteArrayAsync(Path.GetRelativePath(root, file), cancel));
    }

    private static async Task<string[]> ReadRoutesAsync()
    {
        await using var file = File.OpenRead(Path.ChangeExtension(Repository.WebProgram, ".staticwebassets.endpoints.json"));
        using var manifest = await JsonDocument.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        return [.. manifest.RootElement.GetProperty("Endpoints").EnumerateArray().Select(e => e.GetProperty("Route").GetString()!).Distinct()];
    }
}
