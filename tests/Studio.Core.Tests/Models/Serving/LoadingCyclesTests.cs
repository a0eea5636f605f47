using Microsoft.Extensions.Logging.Abstractions;
using Studio.Core.Models.Serving.Hosting;
using Studio.Trainer.Generation;

namespace Studio.Core.Tests.Models.Serving;

/// <summary>Reads the memory of the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone in the process";
}

[Collection(AloneCollection.Name)]
public sealed class LoadingCyclesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-cycles-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Memory_is_flat_over_fifty_cycles_of_loading_and_letting_go()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        var options = new HostingOptions { Device = "cpu", Threads = 1, Batch = 4 };
        await using var host = new ModelHost(new ModelLoader(options, NullLogger<ModelLoader>.Instance), options, TimeProvider.System, NullLogger<ModelHost>.Instance);
        var files = new ModelFiles("story", StoryFolder.Copy(Path.Combine(_folder, "story")));
        var after = new List<long>();
        for (var i = 0; i < 50; i++)
        {
            using (var borrowed = await host.BorrowAsync<TextGenerator>(files, Cancel))
                await borrowed.Model.GenerateAsync(new GenerationRequest { PromptIds = [1], MaxNewTokens = 20 }, Cancel);
            host.Evict();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            after.Add(ResidentBytes());
        }

        // The first cycles fill the allocators' pools; from then on as much comes back as was taken: a model and its caches have some megabytes.
        var (early, late) = (after[10..20].Min(), after[40..].Min());
        Assert.True(late - early < 12 << 20, $"Resident memory grew from {early >> 20} to {late >> 20} MiB.");
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
