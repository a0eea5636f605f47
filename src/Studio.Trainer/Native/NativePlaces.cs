namespace Studio.Trainer.Native;

/// <summary>Where libtorch and the bridge are on this machine.</summary>
internal sealed record NativePlaces(string LibtorchFolder, string BridgeFile)
{
    private static readonly string Prefix = OperatingSystem.IsWindows() ? "" : "lib";
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
    private static readonly string Platform = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";

    private static string Bridge => Prefix + "LibTorchSharp" + Suffix;

    internal static NativePlaces Find(string? nativePath)
    {
        string here = AppContext.BaseDirectory;
        string? asked = nativePath ?? Environment.GetEnvironmentVariable(Libtorch.PathVariable);
        string[] build = ReadPathFile(Path.Combine(here, "libtorch.path"));
        var folders = string.IsNullOrWhiteSpace(asked)
            ? [Path.Combine(here, "native"), here, Path.Combine(here, "runtimes", Platform, "native"), .. build]
            : new List<string> { asked };
        string libtorch = folders.FirstOrDefault(HasLibtorch)
            ?? throw new DllNotFoundException(string.IsNullOrWhiteSpace(asked)
                ? $"libtorch was not found in {string.Join(", ", folders)}. Build again so that the package is restored, or set Studio:Torch:NativePath to a folder that holds {Prefix}torch_cpu{Suffix}."
                : $"Studio:Torch:NativePath names '{asked}', but there is no {Prefix}torch_cpu{Suffix} in it.");
        // Before the package's own folder comes the copy that the build patched, which loads on more systems.
        string[] bridges = [Path.Combine(here, "native", Bridge), .. build.Where(File.Exists), Path.Combine(libtorch, Bridge), Path.Combine(here, Bridge)];
        return new(libtorch, bridges.FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException($"{Bridge} was not found in {string.Join(", ", bridges)}. Build again, or publish with LibtorchInPublish=true."));
    }

    /// <summary>In the order in which they need each other, so that the loader never searches its own way.</summary>
    internal IEnumerable<string> LibrariesInOrder()
    {
        if (OperatingSystem.IsWindows())
            return new[] { "libiomp5md.dll", "uv.dll", "c10.dll", "torch_cpu.dll", "torch.dll" }.Select(name => Path.Combine(LibtorchFolder, name)).Where(File.Exists);
        string[] fixedOrder = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];
        return Directory.EnumerateFiles(LibtorchFolder, "libgomp-*")
            .Concat(fixedOrder.Select(name => Path.Combine(LibtorchFolder, Prefix + name + Suffix)).Where(File.Exists));
    }

    private static bool HasLibtorch(string folder) => File.Exists(Path.Combine(folder, Prefix + "torch_cpu" + Suffix));

    private static string[] ReadPathFile(string file) =>
        File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.Length > 0)] : [];
}
