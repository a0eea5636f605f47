using System.Globalization;

namespace Studio.Trainer.Native;

/// <summary>
/// NVIDIA's libraries that libtorch for GPUs asks for. TorchSharp's packages and PyTorch's archive have them in libtorch's folder, with a mark of the build in
/// their names; a Python installation has them in <c>nvidia/*/lib</c> beside <c>torch</c>. Loaded first, they are found by name wherever they are.
/// </summary>
internal static class CudaCompanions
{
    // In the order in which they need each other. What cuDNN is made of it finds in its own folder.
    private static readonly string[] Order =
    [
        "cudart", "nvrtc-builtins", "nvrtc", "nvJitLink", "cublasLt", "cublas", "cufft", "curand", "cusparseLt", "cusparse", "cusolver", "cupti", "cufile",
        "nvToolsExt", "cudnn", "nccl", "nvshmem_host",
    ];

    /// <param name="libtorchFolder">The folder with <c>libtorch_cuda.so</c>.</param>
    /// <returns>Full paths, at most one file of each library; libtorch's own folder goes before others.</returns>
    public static IReadOnlyList<string> In(string libtorchFolder)
    {
        var files = Folders(libtorchFolder).SelectMany(folder => Directory.EnumerateFiles(folder, "lib*.so*").Order(StringComparer.Ordinal)).ToList();
        return [.. Order.Select(name => files.Find(file => Is(name, Path.GetFileName(file)))).OfType<string>()];
    }

    private static IEnumerable<string> Folders(string libtorchFolder)
    {
        yield return libtorchFolder;
        // site-packages/torch/lib: the others stand in site-packages/nvidia/NAME/lib.
        string nvidia = Path.GetFullPath(Path.Combine(libtorchFolder, "..", "..", "nvidia"));
        if (!Directory.Exists(nvidia))
            yield break;
        foreach (string folder in Directory.EnumerateDirectories(nvidia).Order(StringComparer.Ordinal).Select(part => Path.Combine(part, "lib")).Where(Directory.Exists))
            yield return folder;
    }

    // libcudart.so.12 or libcudart-c3a75b33.so.12, but neither libcublasLt for cublas nor libnvrtc.alt.so.12 for nvrtc.
    private static bool Is(string name, string file)
    {
        string start = "lib" + name;
        if (!file.StartsWith(start, StringComparison.Ordinal))
            return false;
        var rest = file.AsSpan(start.Length);
        if (rest.StartsWith("-") && rest.IndexOf('.') is var end and > 1 && long.TryParse(rest[1..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            rest = rest[end..];
        return rest.SequenceEqual(".so") || rest.StartsWith(".so.");
    }
}
