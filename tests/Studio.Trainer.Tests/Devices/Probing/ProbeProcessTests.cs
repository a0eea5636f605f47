using System.Diagnostics;
using Studio.Trainer.Devices.Probing;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Devices.Probing;

public sealed class ProbeProcessTests
{
    public ProbeProcessTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The processes of these tests are written for a Unix shell.");

    [Fact]
    public async Task An_entry_point_that_ends_its_process_is_noted_and_the_next_are_tried()
    {
        var told = new List<ProbeResult>();

        // The third ends the process it is tried in; a process that starts behind it goes on to the end.
        var results = await Shell("""
            i=$1; while [ $i -lt COUNT ]; do [ $i -eq 2 ] && kill -ABRT $$; echo '{"Name":"entry '$i'","UsedFor":"","State":"Works","Difference":null,"Fallback":"","Note":null}'; i=$((i+1)); done
            """).RunAsync("cpu", told.Add, TestContext.Current.CancellationToken);

        Assert.Equal(EntryPoints.Names.Count, results.Count);
        Assert.Equal(results, told);
        Assert.Equal((EntryPoints.Names[2], ProbeState.Crashed), (results[2].Name, results[2].State));
        Assert.Contains("code 134", results[2].Note, StringComparison.Ordinal);
        Assert.All(results.Where((_, i) => i != 2), result => Assert.Equal(ProbeState.Works, result.State));
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_told_and_nothing_is_tried()
    {
        var refused = await Assert.ThrowsAsync<TrainingException>(() => Shell("echo 'There is no NVIDIA driver on this machine.' >&2; exit 1").RunAsync("cuda", null, TestContext.Current.CancellationToken));

        Assert.Equal("There is no NVIDIA driver on this machine.", refused.Message);
    }

    private static ProbeProcess Shell(string script) => new(arguments =>
        new ProcessStartInfo("sh") { ArgumentList = { "-c", script.Replace("COUNT", $"{EntryPoints.Names.Count}", StringComparison.Ordinal), "sh", arguments[1] } });
}
