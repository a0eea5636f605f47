namespace Studio.Trainer.Native;

/// <summary>Where libtorch and the bridge are on this machine.</summary>
/// <param name="LibtorchFolder">Holds <c>libtorch_cpu</c> and all that belongs to it.</param>
/// <param name="BridgeFile">TorchSharp's own library.</param>
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
            : new List<string> { asked, Path.Combine(asked, "lib"), Path.Combine(asked, "torch", "lib") };
        string libtorch = folders.FirstOrDefault(HasLibtorch)
            ?? throw new DllNotFoundException(string.IsNullOrWhiteSpace(asked)
                ? $"libtorch was not found in {string.Join(", ", folders)}. Build again so that the package is restored, or set Studio:Torch:NativePath to a folder that holds {Prefix}torch_cpu{Suffix}."
                : $"Studio:Torch:NativePath names '{asked}', but there is no {Prefix}torch_cpu{Suffix} in it, nor in lib or torch/lib under it.");
        // Before the package's own folder comes the copy that the build patched, which loads on more systems.
        string[] bridges = [Path.Combine(here, "native", Bridge), .. build.Where(File.Exists), Path.Combine(libtorch, Bridge), Path.Combine(here, Bridge)];
        return new(libtorch, bridges.FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException($"{Bridge} was not found in {string.Join(", ", bridges)}. Build again, or publish with LibtorchInPublish=true."));
    }

    /// <summary>Whether libtorch's part for GPUs stands beside the rest.</summary>
    internal bool HasCuda => File.Exists(Path.Combine(LibtorchFolder, Prefix + "torch_cuda" + Suffix));

    /// <summary>What libtorch's part for GPUs asks for, to be loaded first. What cannot be loaded is left to the system's loader.</summary>
    internal IEnumerable<string> CompanionsInOrder() => HasCuda && OperatingSystem.IsLinux() ? CudaCompanions.In(LibtorchFolder) : [];

    /// <summary>In the order in which they need each other, so that the loader never searches its own way.</summary>
    internal IEnumerable<string> LibrariesInOrder()
    {
        string[] fixedOrder = OperatingSystem.IsWindows()
            ? ["libiomp5md", "uv", "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"]
            : ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];
        string[] threads = OperatingSystem.IsWindows() ? [] : [.. Directory.EnumerateFiles(LibtorchFolder, "libgomp*").Order(StringComparer.Ordinal)];
        return threads.Concat(fixedOrder.Select(name => Path.Combine(LibtorchFolder, Prefix + name + Suffix)).Where(File.Exists));
    }

    private static bool HasLibtorch(string folder) => File.Exists(Path.Combine(folder, Prefix + "torch_cpu" + Suffix));

    private static string[] ReadPathFile(string file) =>
        File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.Length > 0)] : [];
}
