using System.Globalization;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Native;

public sealed class NativeThreadsTests
{
    private const string Name = "gives way";

    [Fact]
    public void Helpers_of_a_thread_give_way_and_it_stays_as_it_is()
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
            Assert.Skip("Only Linux has a priority for each thread, and one core has no helpers.");
        Libtorch.Load();
        var priorities = new List<int>();
        var thread = new Thread(() =>
        {
            set_num_threads(Environment.ProcessorCount);
            NativeThreads.LetHelpersGiveWay();
            priorities.AddRange(Directory.EnumerateDirectories("/proc/self/task").Where(task => NameOf(task) == Name).Select(Priority));
        }) { Name = Name };
        thread.Start();
        thread.Join();

        Assert.True(priorities.Count >= Environment.ProcessorCount, $"{priorities.Count} threads bear the name.");
        Assert.Single(priorities, priority => priority == priorities.Min());
    }

    // Threads of other tests end at any time.
    private static string? NameOf(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    // The 19th field, counted after the name in brackets (proc_pid_stat(5)).
    private static int Priority(string task)
    {
        string stat = File.ReadAllText($"{task}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
