using Studio.Trainer.Devices;

namespace Studio.Trainer.Tests.Devices;

public sealed class MachineDevicesTests
{
    private static readonly NvidiaDriver NoDriver = new(null, null, [], "There is no NVIDIA driver on this machine.");
    private static readonly NvidiaDriver Driver = new("550.54", "12.4", [new(0, "H100", 1, 1, "9.0")], null);

    [Fact]
    public void This_machine_answers_whatever_it_has()
    {
        var here = MachineDevices.Read();

        Assert.True(here.Cores > 0 && here.MemoryBytes > 0);
        Assert.Null(here.Torch.Problem);
        Assert.Matches(@"^\d+\.\d+\.\d+$", here.Torch.Version);
        Assert.Equal(here.Torch.IsCudaAvailable, here.WhyNoGpu is null);
        Assert.Equal(here.Torch.IsCudaAvailable ? "cuda" : "cpu", here.Chosen);
    }

    [Fact]
    public void A_GPU_in_use_leaves_nothing_to_explain()
    {
        var devices = With(Driver, new("/lib", "2.10.0", true, true, null));

        Assert.Equal("cuda", devices.Chosen);
        Assert.Null(devices.WhyNoGpu);
        Assert.Empty(devices.WhatToDo);
    }

    [Theory]
    [InlineData(false, false, null, "no NVIDIA driver", "Install the NVIDIA driver|TorchBackend=cuda|Start Studio again")]
    [InlineData(false, true, null, "no NVIDIA driver", "Install the NVIDIA driver|Start Studio again")]
    [InlineData(true, false, null, "the one for processors", "TorchBackend=cuda|Start Studio again")]
    [InlineData(true, true, null, "finds none", "Update the NVIDIA driver|Start Studio again")]
    [InlineData(true, false, "broken", "could not be loaded: broken", "TorchBackend=cuda|Start Studio again")]
    public void Without_one_it_says_why_and_what_to_do(bool driver, bool cudaLibraries, string? broken, string why, string steps)
    {
        var devices = With(driver ? Driver : NoDriver, new("/lib", "2.10.0", cudaLibraries, false, broken));

        Assert.Equal("cpu", devices.Chosen);
        Assert.Contains(why, devices.WhyNoGpu, StringComparison.Ordinal);
        Assert.Collection(devices.WhatToDo, [.. steps.Split('|').Select(step => (Action<string>)(told => Assert.Contains(step, told, StringComparison.Ordinal)))]);
    }

    private static MachineDevices With(NvidiaDriver driver, TorchState torch) => new(4, 1, driver, torch);
}
