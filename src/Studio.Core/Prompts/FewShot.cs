using System.Collections.Concurrent;
using Studio.Core.Datasets;
using Studio.Trainer.Runs;

namespace Studio.Core.Prompts;

/// <summary>A worked example as templates see it.</summary>
public sealed record WorkedExample(string Text, string Label);

/// <summary>Draws worked examples from a frozen training split: the same slot gives the same examples in the same order.</summary>
public sealed class FewShot(ISnapshotStore snapshots)
{
    private const int MostKept = 100;

    private readonly ConcurrentDictionary<FewShotSlot, IReadOnlyList<WorkedExample>> _drawn = new();

    /// <exception cref="InvalidInputException">The split has no labelled rows.</exception>
    public IReadOnlyList<WorkedExample> Draw(FewShotSlot slot)
    {
        // Snapshots never change, so a drawing is worth keeping: a preview draws again with every key press.
        if (_drawn.TryGetValue(slot, out var before))
            return before;
        if (_drawn.Count >= MostKept)
            _drawn.Clear();
        return _drawn[slot] = DrawAnew(slot);
    }

    internal static InvalidInputException Empty() =>
        new("The training split that the worked examples are drawn from has no labeled rows. Choose another snapshot, or take the slot out.");

    private IReadOnlyList<WorkedExample> DrawAnew(FewShotSlot slot)
    {
        var rows = snapshots.Open(slot.SnapshotHash, DatasetSplit.Train).Read().Where(row => row.Label is not null).ToArray();
        if (rows.Length == 0)
            throw Empty();
        new Random(slot.Seed).Shuffle(rows);
        var drawn = slot.Balanced ? Balanced(rows) : rows;
        return [.. drawn.Take(slot.Count).Select(row => new WorkedExample(row.Text, row.Label!))];
    }

    // One row of each label, then a second of each, and so on; the labels' turns are shuffled anew each round by the rows' own order.
    private static IEnumerable<TrainingRow> Balanced(IReadOnlyList<TrainingRow> rows) => rows
        .GroupBy(row => row.Label).SelectMany(group => group.Select((row, round) => (row, round)))
        .OrderBy(item => item.round).Select(item => item.row);
}
