using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Steering;

namespace Studio.Core.Tuning;

/// <summary>Looks before the start whether a run's folder can be written and its checkpoints fit.</summary>
internal sealed class RunDisk(Func<string, long>? freeBytes = null)
{
    private readonly Func<string, long> _freeBytes = freeBytes ?? (folder => new DriveInfo(folder).AvailableFreeSpace);

    public long Free(string folder) => _freeBytes(folder);

    /// <exception cref="UnavailableException">It cannot be written.</exception>
    /// <exception cref="TrainingPausedException">There is too little room.</exception>
    public void Check(string folder, Recipe recipe)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, ".probe");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                "The storage folder cannot be written: " + error.Message + " Give Studio write access to it or free some space, then go on.", error);
        }

        var (needed, free) = (Needed(recipe), _freeBytes(folder));
        if (free < needed)
            throw new TrainingPausedException(
                PauseReason.DiskFull, $"The run needs about {Size(needed)} for its checkpoints, and the disk of the storage folder has {Size(free)} free.");
    }

    /// <summary>Two whole checkpoints and one in the making, each weights and two moments, then the best and the finished weights.</summary>
    public static long Needed(Recipe recipe) => WeightBytes(recipe) * (3 * 3 + 2) + (32L << 20);

    private static long WeightBytes(Recipe recipe)
    {
        if (recipe.Scratch is not { } shape || recipe.BaseModel != "scratch")
            return Directory.Exists(recipe.BaseModel)
                ? new DirectoryInfo(recipe.BaseModel).EnumerateFiles("*.safetensors").Sum(file => file.Length)
                : 0;
        long hidden = shape.HiddenSize;
        var layer = 4 * hidden * hidden + 2 * hidden * shape.IntermediateSize + 16 * hidden;
        return 4 * ((shape.VocabSize + shape.MaxPositionEmbeddings) * hidden + shape.NumHiddenLayers * layer);
    }

    public static string Size(long bytes) =>
        bytes >= 1 << 30 ? $"{bytes / (double)(1 << 30):N1} GiB" : $"{Math.Max(1, bytes >> 20):N0} MiB";
}
