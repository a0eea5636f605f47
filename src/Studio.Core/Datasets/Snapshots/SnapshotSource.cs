using Studio.Trainer.Runs;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>One split of a stored snapshot as rows to learn from. Each reading opens the file anew, and holds one row group at a time.</summary>
internal sealed class SnapshotSource(string path, DatasetSplit split, int count, string? task) : IRowSource
{
    public int Count => count;

    // The engine reads on its own thread and may not await; the file is local and read synchronously beneath.
    public IEnumerable<TrainingRow> Read()
    {
        var file = SnapshotFile.OpenAsync(path).GetAwaiter().GetResult();
        try
        {
            foreach (var group in file.GroupsOf(split))
            {
                foreach (var row in file.ReadGroupAsync(group, split).GetAwaiter().GetResult())
                    yield return FrozenRow.ToTraining(row, task);
            }
        }
        finally
        {
            file.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
