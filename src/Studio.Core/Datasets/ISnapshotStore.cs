using Studio.Trainer.Runs;

namespace Studio.Core.Datasets;

/// <summary>Frozen rows by hash. A row's id is its example's id, so that every figure can open its examples.</summary>
public interface ISnapshotStore
{
    /// <summary>The rows of one split, streamed in the order of the snapshot.</summary>
    /// <exception cref="NotFoundException">No such snapshot is stored, or its bytes no longer have that hash.</exception>
    IRowSource Open(string hash, DatasetSplit split);

    /// <summary>The same, with each row's label in the form that a recipe's task learns from.</summary>
    IRowSource Open(string hash, DatasetSplit split, string task) => Open(hash, split);
}
