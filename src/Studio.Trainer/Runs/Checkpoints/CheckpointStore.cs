using System.Globalization;
using System.Text;
using Studio.Trainer.Native;

namespace Studio.Trainer.Runs.Checkpoints;

/// <summary>
/// Checkpoints as folders <c>step-N</c>. A folder is written under another name, hashed, flushed and renamed, so that a name <c>step-N</c> is
/// always a whole checkpoint, whenever the process or the machine stops.
/// </summary>
internal sealed class CheckpointStore(string folder)
{
    private const int Kept = 2;
    private const string Staged = ".tmp-";

    /// <summary>Called at the named moments of a save; tests end the run there.</summary>
    internal Action<string>? Passing { get; init; }

    /// <summary>Saves what <paramref name="write"/> puts into the folder that it is given, then removes checkpoints that are not needed any more.</summary>
    /// <param name="step">Its number.</param>
    /// <param name="keepStep">A step that stays whatever its age: the best one.</param>
    /// <param name="write">Writes the files; each is on the disk when it returns.</param>
    public void Save(int step, int keepStep, Action<string> write)
    {
        Directory.CreateDirectory(folder);
        SweepStaged();
        string target = PathOf(step), staged = $"{target}{Staged}{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(staged);
            write(staged);
            Passing?.Invoke("files-written");
            CheckpointManifest.Write(staged);
            DurableFiles.FlushFolder(staged);
            Passing?.Invoke("before-rename");
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            Directory.Move(staged, target);
            DurableFiles.FlushFolder(folder);
            Passing?.Invoke("after-rename");
            DurableFiles.Replace(Path.Combine(folder, "LATEST"), Encoding.ASCII.GetBytes(Path.GetFileName(target)));
        }
        catch
        {
            SweepStaged();
            throw;
        }
        Passing?.Invoke("before-prune");
        foreach (int old in Steps().Skip(Kept).Where(s => s != keepStep))
            Directory.Delete(PathOf(old), recursive: true);
    }

    /// <summary>Steps with a folder, newest first.</summary>
    public IReadOnlyList<int> Steps() => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateDirectories(folder, "step-*").Select(Path.GetFileName)
            .Select(name => int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int step) ? step : -1)
            .Where(step => step >= 0).OrderDescending()];

    public string PathOf(int step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{step}"));

    /// <summary>Null where the checkpoint is whole, else what is wrong with it.</summary>
    public string? Damage(int step) => CheckpointManifest.Damage(PathOf(step));

    public void Clear()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>What an interrupted save left behind.</summary>
    public void SweepStaged()
    {
        if (Directory.Exists(folder))
            foreach (string left in Directory.EnumerateDirectories(folder, $"*{Staged}*"))
                Directory.Delete(left, recursive: true);
    }
}
