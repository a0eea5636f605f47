using Studio.Core.Datasets;
using Studio.Trainer.Runs;

namespace Studio.Core.Tests.Tuning;

/// <summary>The same eight rows whatever is asked for.</summary>
internal sealed class MemorySnapshots : ISnapshotStore
{
    public IRowSource Open(string hash, DatasetSplit split) =>
        new RowList([.. Enumerable.Range(0, 8).Select(i => new TrainingRow { Id = $"{i}", Text = $"text {i}", Label = i % 2 == 0 ? "no" : "yes" })]);
}
