using System.Diagnostics;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_pauses_the_run_with_a_sentence_and_it_goes_on_once_there_is_room()
    {
        using var run = new SmallRun();
        var undisturbed = await run.TrainAsync(run.Job(name: "undisturbed"));
        string mounted = MountSmall(run, "1m");
        try
        {
            var everyStep = SmallRun.Options with { CheckpointInterval = TimeSpan.Zero };
            int filled = 0;
            var refused = await Assert.ThrowsAsync<TrainingPausedException>(() => run.TrainAsync(run.Job(name: "full"), everyStep, e =>
            {
                if (e is CheckpointSaved { Step: 6 })
                    filled = Fill(Path.Combine(mounted, "ballast"));
            }));
            Assert.True(filled > 0);
            Assert.Equal(PauseReason.DiskFull, refused.Reason);
            Assert.Contains("The checkpoint of step 7 could not be written", refused.Message, StringComparison.Ordinal);
            Assert.Contains("The checkpoint of step 6 is whole", refused.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateDirectories(Path.Combine(mounted, "checkpoints"), "*.tmp-*"));

            File.Delete(Path.Combine(mounted, "ballast"));
            run.Events.Clear();
            var resumed = await run.TrainAsync(run.Job(name: "full"));

            Assert.Equal(6, run.Events.OfType<RunPrepared>().Single().ResumedFromStep);
            Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
        }
        finally
        {
            _ = Mount("umount", "-l", mounted);
        }
    }

    [Fact]
    public async Task A_disk_that_fills_in_the_midst_of_a_fold_pauses_the_whole_run_and_no_fold_is_lost()
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { Folds = 3, Epochs = 2 };
        var undisturbed = await run.TrainAsync(run.Job(recipe, name: "undisturbed"));
        string mounted = MountSmall(run, "3m");
        try
        {
            var everyStep = SmallRun.Options with { CheckpointInterval = TimeSpan.Zero };
            int filled = 0;
            var refused = await Assert.ThrowsAsync<TrainingPausedException>(() => run.TrainAsync(run.Job(recipe, name: "full"), everyStep, e =>
            {
                if (filled == 0 && e is ChildRunChanged { Child: { Number: 2, CheckpointStep: > 3 } })
                    filled = Fill(Path.Combine(mounted, "ballast"));
            }));
            Assert.True(filled > 0);
            Assert.Equal(PauseReason.DiskFull, refused.Reason);
            Assert.Equal([1], FoldsFile.Read(mounted)!.Folds.Select(f => f.Fold));

            File.Delete(Path.Combine(mounted, "ballast"));
            run.Events.Clear();
            var resumed = await run.TrainAsync(run.Job(recipe, name: "full"));

            Assert.Contains(run.Events.OfType<ChildRunChanged>(), c => c.Child is { Number: 2, State: ChildState.Running, Step: > 3, CheckpointStep: > 3 });
            Assert.DoesNotContain(run.Events.OfType<ChildRunChanged>(), c => c.Child is { Number: 1, State: ChildState.Running });
            Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
            Assert.Equal(FoldsFile.Read(Path.Combine(run.Folder, "undisturbed"))!.Mean, FoldsFile.Read(mounted)!.Mean);
        }
        finally
        {
            _ = Mount("umount", "-l", mounted);
        }
    }

    private static string MountSmall(SmallRun run, string size)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("A small file system can only be mounted by root on Linux.");
        string mounted = Directory.CreateDirectory(Path.Combine(run.Folder, "full")).FullName;
        if (Mount("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", mounted) != 0)
            Assert.Skip("This system does not let a process mount a small file system.");
        return mounted;
    }

    private static int Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        byte[] block = new byte[4096];
        int written = 0;
        try
        {
            for (; ; written++)
                file.Write(block);
        }
        catch (IOException)
        {
            return written;
        }
    }

    private static int Mount(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
