using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Comparing;

/// <summary>
/// Compares two snapshots of one dataset by example. What is held of each example of the first is 48 bytes, and the texts of the differing ones that
/// are shown; the second is only read through.
/// </summary>
public sealed class CompareSnapshots(IDbContextFactory<StudioDb> contexts, SnapshotStore store)
{
    /// <summary>Counts of what changed from one snapshot to the other.</summary>
    /// <exception cref="NotFoundException">There is no such snapshot of this dataset for this actor.</exception>
    public async Task<SnapshotDiff> CountAsync(Actor actor, Guid datasetId, int first, int second, CancellationToken cancel = default)
    {
        var counts = Enum.GetValues<SnapshotChange>().ToDictionary(c => c, _ => 0L);
        long different = 0, same = 0;
        await foreach (var (prints, _) in PairsAsync(actor, datasetId, first, second, cancel))
        {
            var changes = prints.Changes().ToList();
            changes.ForEach(c => counts[c]++);
            different += changes.Count > 0 ? 1 : 0;
            same += changes.Count == 0 ? 1 : 0;
        }

        return new SnapshotDiff(first, second, same, counts) { Different = different };
    }

    /// <summary>Some of the examples with a kind of change (or any), in the order of their ids.</summary>
    public async Task<IReadOnlyList<DifferentExample>> RowsAsync(
        Actor actor, Guid datasetId, int first, int second, SnapshotChange? change, int skip, int take, CancellationToken cancel = default)
    {
        var wanted = new List<long>();
        await foreach (var (prints, id) in PairsAsync(actor, datasetId, first, second, cancel))
        {
            if (prints.Changes().Any(c => change is null || c == change))
                wanted.Add(id);
        }

        wanted.Sort();
        var shown = wanted.Skip(skip).Take(Math.Clamp(take, 1, 500)).ToList();
        var (before, after) = (await TextsAsync(datasetId, first, shown, cancel), await TextsAsync(datasetId, second, shown, cancel));
        return shown.ConvertAll(id => new DifferentExample(id, before.GetValueOrDefault(id), after.GetValueOrDefault(id)));
    }

    private async IAsyncEnumerable<(PrintPair Pair, long Id)> PairsAsync(
        Actor actor, Guid datasetId, int first, int second, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var before = new Dictionary<long, RowPrint>();
        await foreach (var row in store.ReadAsync(await HashAsync(datasetId, first, cancel), null, cancel))
            before[row.Id] = RowPrint.Of(row);
        await foreach (var row in store.ReadAsync(await HashAsync(datasetId, second, cancel), null, cancel))
        {
            var print = RowPrint.Of(row);
            yield return before.Remove(row.Id, out var old) ? (new PrintPair(old, print), row.Id) : (new PrintPair(null, print), row.Id);
        }

        foreach (var (id, old) in before)
            yield return (new PrintPair(old, null), id);
    }

    private async Task<Dictionary<long, FrozenExample>> TextsAsync(Guid datasetId, int number, List<long> ids, CancellationToken cancel)
    {
        var (wanted, found) = (ids.ToHashSet(), new Dictionary<long, FrozenExample>());
        await foreach (var row in store.ReadAsync(await HashAsync(datasetId, number, cancel), null, cancel))
        {
            if (wanted.Contains(row.Id))
                found[row.Id] = new FrozenExample(row.Text, row.Label ?? (row.Answer is null ? null : Examples.ExampleAnswer.Parse(row.Answer).InWords(row.Text)), row.Split);
        }

        return found;
    }

    private async Task<string> HashAsync(Guid datasetId, int number, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Snapshots.Where(s => s.DatasetId == datasetId && s.Number == number).Select(s => s.Hash).SingleOrDefaultAsync(cancel)
            ?? throw new NotFoundException("snapshot");
    }

    private readonly record struct PrintPair(RowPrint? Before, RowPrint? After)
    {
        public IEnumerable<SnapshotChange> Changes()
        {
            if (Before is not { } before)
                return [SnapshotChange.Added];
            if (After is not { } after)
                return [SnapshotChange.Removed];
            return before == after ? [] : Both(before, after);
        }

        private static IEnumerable<SnapshotChange> Both(RowPrint before, RowPrint after)
        {
            if (before.Text != after.Text)
                yield return SnapshotChange.Text;
            if (before.Label != after.Label)
                yield return SnapshotChange.Label;
            if (before.Split != after.Split)
                yield return SnapshotChange.Split;
        }
    }
}
