using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Studio.Trainer.Native;

/// <summary>
/// Finds libtorch and TorchSharp's bridge and loads them before the first tensor. A checked-out build loads them from the package cache
/// through <c>libtorch.path</c>, a published program from its folder <c>native/</c>.
/// </summary>
public static class Libtorch
{
    /// <summary>Environment variable that names another folder with libtorch's files; configuration knows it as <c>Studio:Torch:NativePath</c>.</summary>
    public const string PathVariable = "Studio__Torch__NativePath";

    private static readonly Lock Gate = new();
    private static nint _bridge;

    /// <summary>The folder that libtorch was loaded from; null before it is loaded.</summary>
    public static string? Folder { get; private set; }

    /// <summary>Such as <c>2.10.0</c>; null where this libtorch does not tell.</summary>
    public static string? Version => Dispatcher.Interface is var v and not 0 ? FormattableString.Invariant($"{v >> 56}.{(v >> 48) & 255}.{(v >> 40) & 255}") : null;

    /// <summary>Whether the libraries for GPUs were loaded with it.</summary>
    public static bool HasCuda { get; private set; }

    /// <summary>Names the folder for the first <see cref="Load"/> in this process and in those that it starts; null or empty leaves the choice to the build.</summary>
    public static void UseFolder(string? nativePath)
    {
        if (!string.IsNullOrWhiteSpace(nativePath))
            Environment.SetEnvironmentVariable(PathVariable, nativePath);
    }

    /// <summary>
    /// To be said before the first <see cref="Load"/> by a process that does nothing but compute: threads that wait for others spin for a moment before they sleep, which makes a step
    /// faster and everything else on the machine slower.
    /// </summary>
    public static void ComputeAlone() => NativeThreads.Alone = true;

    /// <summary>Loads the libraries once; later calls do nothing. Called by itself when the first tensor is made.</summary>
    /// <param name="nativePath">A folder with libtorch's shared libraries, before every other place; null looks where the build put them.</param>
    /// <exception cref="DllNotFoundException">No folder holds libtorch, or the operating system refuses it; the message names the folders.</exception>
    public static void Load(string? nativePath = null)
    {
        lock (Gate)
        {
            if (_bridge != 0)
                return;
            var places = NativePlaces.Find(nativePath);
            NativeThreads.Settle();
            foreach (string file in places.CompanionsInOrder())
                _ = NativeLibrary.TryLoad(file, out _);
            foreach (string file in places.LibrariesInOrder())
                NativeLibrary.Load(file);
            HasCuda = places.HasCuda;
            Folder = places.LibtorchFolder;
            BridgeFile = places.BridgeFile;
            _bridge = NativeLibrary.Load(places.BridgeFile);
        }
    }

    /// <summary>TorchSharp's library; null before it is loaded.</summary>
    internal static string? BridgeFile { get; private set; }

    internal static nint Bridge => _bridge;

    /// <summary>An exported function of libtorch, or 0 where this version has none of that name.</summary>
    internal static nint Export(string name)
    {
        Load();
        string file = OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";
        nint library = NativeLibrary.Load(Path.Combine(Folder!, file));
        return NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
    }

    // Tests, pages and the command line all reach TorchSharp by different ways; none of them has to remember to load first.
#pragma warning disable CA2255 // a module initializer is meant for applications: this one only registers where to look, nothing is loaded here
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
#pragma warning restore CA2255

    private static nint Resolve(Assembly assembly, string name)
    {
        if (!name.Contains("LibTorchSharp", StringComparison.Ordinal))
            return 0;
        Load();
        return _bridge;
    }
}
