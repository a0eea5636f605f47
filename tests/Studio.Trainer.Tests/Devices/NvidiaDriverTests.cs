using Studio.Trainer.Devices;

namespace Studio.Trainer.Tests.Devices;

public sealed class NvidiaDriverTests
{
    [Fact]
    public void Without_the_library_there_is_a_sentence_and_nothing_else()
    {
        Assert.Null(Nvml.Open(["no-such-library.so.1"], out string? problem));
        Assert.Equal("There is no NVIDIA driver on this machine.", problem);
    }

    [Fact]
    public void A_library_that_is_not_the_drivers_does_not_answer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The C library has another name here.");

        Assert.Null(Nvml.Open(["libc.so.6"], out string? problem));
        Assert.StartsWith("The NVIDIA driver is installed but does not answer", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_every_device_are_read()
    {
        var driver = NvidiaDriver.From(new Driver(12_080, [("H100", (80UL << 30, 78UL << 30), (9, 0)), (null, null, null)]));

        Assert.Equal(("550.54", "12.8"), (driver.Version, driver.Cuda));
        Assert.Equal([new(0, "H100", 80L << 30, 78L << 30, "9.0"), new(1, "GPU 1", null, null, null)], driver.Devices);
        Assert.Null(driver.Problem);
    }

    [Fact]
    public void A_driver_without_devices_says_so() =>
        Assert.Equal("The NVIDIA driver is installed but lists no GPU.", NvidiaDriver.From(new Driver(13_000, [])).Problem);

    private sealed class Driver(int cuda, (string? Name, (ulong, ulong)? Memory, (int, int)? Capability)[] devices) : INvml
    {
        public string DriverVersion() => "550.54";

        public int? CudaVersion() => cuda;

        public int Count() => devices.Length;

        public string? Name(int device) => devices[device].Name;

        public (ulong Total, ulong Free)? Memory(int device) => devices[device].Memory;

        public (int Major, int Minor)? ComputeCapability(int device) => devices[device].Capability;

        public void Dispose()
        {
        }
    }
}
