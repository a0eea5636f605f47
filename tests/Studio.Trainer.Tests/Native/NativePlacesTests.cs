using Studio.Trainer.Native;

namespace Studio.Trainer.Tests.Native;

/// <summary>Which files are chosen and in which order, in folders like those that people have; nothing is loaded.</summary>
public sealed class NativePlacesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("studio-native-").FullName;

    public NativePlacesTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The layouts are those of Linux.");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("site/torch/lib")]
    [InlineData("site/torch")]
    [InlineData("site")]
    public void A_Python_installation_is_used_with_NVIDIAs_libraries_beside_it(string asked)
    {
        Make("site/torch/lib", "libc10.so", "libc10_cuda.so", "libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch_python.so", "libgomp.so.1");
        Make("site/nvidia/cublas/lib", "libcublas.so.12", "libcublasLt.so.12", "libnvblas.so.12");
        Make("site/nvidia/cuda_nvrtc/lib", "libnvrtc.so.12", "libnvrtc.alt.so.12", "libnvrtc-builtins.so.12.8");
        Make("site/nvidia/cuda_runtime/lib", "libcudart.so.12");
        Make("site/nvidia/cudnn/lib", "libcudnn.so.9", "libcudnn_ops.so.9", "libcudnn_graph.so.9");
        Make("site/nvidia/nccl/lib", "libnccl.so.2");
        Make("site/nvidia/empty");

        var places = NativePlaces.Find(At(asked));

        Assert.Equal(At("site/torch/lib"), places.LibtorchFolder);
        Assert.True(places.HasCuda);
        Assert.Equal(["libcudart.so.12", "libnvrtc-builtins.so.12.8", "libnvrtc.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcudnn.so.9", "libnccl.so.2"], Names(places.CompanionsInOrder()));
        Assert.Equal(["libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"], Names(places.LibrariesInOrder()));
    }

    [Fact]
    public void A_folder_of_the_packages_has_everything_in_it_with_marks_in_the_names()
    {
        Make("native", "libc10.so", "libc10_cuda.so", "libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch_cuda_linalg.so", "libgomp-98b21ff3.so.1",
            "libcudart-c3a75b33.so.12", "libcublas-031ce6c2.so.12", "libcublasLt-10b5e663.so.12", "libcusparseLt-0bb86669.so.0", "libcudnn.so.9", "libcudnn_cnn.so.9",
            "libnvrtc-2bb82d1a.so.12", "libnvrtc-builtins.so", "libcufile-2b2a5a42.so.0", "libcufile_rdma-5257f22c.so.1", "libcupti-fccdc5fc.so.12", "libnvToolsExt-c498fcba.so.1");

        var places = NativePlaces.Find(At("native"));

        Assert.Equal(
            ["libcudart-c3a75b33.so.12", "libnvrtc-builtins.so", "libnvrtc-2bb82d1a.so.12", "libcublasLt-10b5e663.so.12", "libcublas-031ce6c2.so.12", "libcusparseLt-0bb86669.so.0",
                "libcupti-fccdc5fc.so.12", "libcufile-2b2a5a42.so.0", "libnvToolsExt-c498fcba.so.1", "libcudnn.so.9"],
            Names(places.CompanionsInOrder()));
        Assert.Equal(["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"], Names(places.LibrariesInOrder()));
    }

    [Fact]
    public void A_library_in_libtorchs_own_folder_goes_before_one_beside_it()
    {
        Make("site/torch/lib", "libtorch_cpu.so", "libtorch_cuda.so", "libcudart.so.12");
        Make("site/nvidia/cuda_runtime/lib", "libcudart.so.12");

        Assert.Equal([At("site/torch/lib/libcudart.so.12")], NativePlaces.Find(At("site/torch/lib")).CompanionsInOrder());
    }

    [Fact]
    public void Without_a_part_for_GPUs_nothing_of_NVIDIA_is_touched()
    {
        Make("site/torch/lib", "libtorch_cpu.so", "libc10.so");
        Make("site/nvidia/cuda_runtime/lib", "libcudart.so.12");

        var places = NativePlaces.Find(At("site/torch/lib"));

        Assert.False(places.HasCuda);
        Assert.Empty(places.CompanionsInOrder());
    }

    [Fact]
    public void A_folder_without_libtorch_is_refused_with_its_name()
    {
        Make("empty");

        var refused = Assert.Throws<DllNotFoundException>(() => NativePlaces.Find(At("empty")));

        Assert.Contains($"names '{At("empty")}'", refused.Message, StringComparison.Ordinal);
    }

    private string At(string path) => Path.Combine(_root, path);

    private void Make(string folder, params string[] files)
    {
        Directory.CreateDirectory(At(folder));
        foreach (string file in files)
            File.WriteAllBytes(Path.Combine(At(folder), file), []);
    }

    private static IEnumerable<string> Names(IEnumerable<string> files) => files.Select(file => Path.GetFileName(file));
}
