using System.Text.Json;

namespace Studio.Cli.Tests;

public sealed class BenchGpuTests : IDisposable
{
    // Speaks as the script beside PyTorch does: it has what it is asked to import, is ready, and answers each line; one of its settings cannot start.
    private const string Peer = """
        #!/bin/sh
        [ "$1" = "-c" ] && exit 0
        case "$*" in *compile*) echo 'no compiler here' >&2; exit 3;; esac
        echo 'a warning'
        echo '{"ready": true, "memory_bytes": 1000}'
        while read line; do echo '{"seconds": 1, "tokens_per_s": 1, "flops": 1, "bandwidth": 1}'; done
        """;

    private readonly StudioProcess _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task The_whole_report_is_made_on_a_processor_beside_another_program_and_goes_on_where_it_was_cut()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("The other program of this test is a shell script.");
            return;
        }
        _studio.Write("python.sh", Peer);
        File.SetUnixFileMode(_studio.PathOf("python.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _studio.Write("gpu.py", "");
        string[] bench = ["bench-gpu", "--output", "report.json", "--device", "cpu", "--small", "--rounds", "2", "--python", _studio.PathOf("python.sh"), "--peer", "gpu.py", "--parts"];

        var first = await _studio.JsonAsync([.. bench, "limits"]);
        var whole = await _studio.JsonAsync([.. bench, "limits,bert-128,decode-1.5b-1"]);

        Assert.Equal(first.GetProperty("parts").GetProperty("limits").GetRawText(), whole.GetProperty("parts").GetProperty("limits").GetRawText());
        foreach (var name in new[] { "bert-128", "decode-1.5b-1" })
        {
            var part = whole.GetProperty("parts").GetProperty(name);
            Assert.Equal("done", part.GetProperty("state").GetString());
            Assert.Equal(part.GetProperty("ours").GetDouble(), part.GetProperty("ratio").GetDouble(), 1e-9);
            Assert.InRange(part.GetProperty("share_of_limit").GetDouble(), 1e-9, 1);
            Assert.Equal(2, part.GetProperty("rounds").GetProperty("ours").GetProperty("rounds").GetArrayLength());
            Assert.True(part.GetProperty("memory_bytes").GetDouble() > part.GetProperty("their_memory_bytes").GetDouble());
        }
        var variants = whole.GetProperty("parts").GetProperty("bert-128").GetProperty("rounds");
        Assert.Contains("no compiler here", variants.GetProperty("compile").GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal("eager", whole.GetProperty("parts").GetProperty("bert-128").GetProperty("their_variant").GetString());
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(await File.ReadAllTextAsync(_studio.PathOf("report.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("machine").ValueKind);
    }

    [Fact]
    public async Task Without_a_GPU_each_part_says_so_and_the_report_is_written()
    {
        Assert.SkipWhen(File.Exists("/proc/driver/nvidia/version"), "There is a GPU here.");

        var report = await _studio.JsonAsync("bench-gpu", "--output", "report.json", "--parts", "limits,probe", "--python", "no-such-program");

        Assert.All(new[] { "limits", "probe" }, name => Assert.Equal("failed", report.GetProperty("parts").GetProperty(name).GetProperty("state").GetString()));
        Assert.Contains("no NVIDIA driver", report.GetProperty("parts").GetProperty("probe").GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Contains("no GPU", report.GetProperty("parts").GetProperty("limits").GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_report_and_a_part_that_is_none_are_refused()
    {
        _studio.Write("notes.json", """{"mine": true}""");

        var notes = await _studio.RunAsync("bench-gpu", "--output", "notes.json");
        var part = await _studio.RunAsync("bench-gpu", "--output", "report.json", "--parts", "everything");

        Assert.Equal((1, 2), (notes.Code, part.Code));
        Assert.Contains("is no report", notes.Error, StringComparison.Ordinal);
        Assert.Contains("bert-mix", part.Error, StringComparison.Ordinal);
    }
}
