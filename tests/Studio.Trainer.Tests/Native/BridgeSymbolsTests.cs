using Studio.Trainer.Native;

namespace Studio.Trainer.Tests.Native;

public sealed class BridgeSymbolsTests
{
    [Fact]
    public void The_libtorch_that_comes_with_the_build_has_all_that_the_bridge_asks_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Symbols are read on Linux only.");

        Libtorch.Load();
        var needed = BridgeSymbols.Needed(File.ReadAllBytes(Libtorch.BridgeFile!)).ToList();

        Assert.True(needed.Count > 500, $"only {needed.Count} were read");
        Assert.Contains(needed, name => name.StartsWith("_ZN2at4_ops", StringComparison.Ordinal));
        Assert.Empty(BridgeSymbols.Missing()!);
    }
}
