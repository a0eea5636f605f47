using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Duplicates;

/// <summary>One search from its first row to the stored groups.</summary>
internal sealed class DuplicateJob(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, DatasetFeeds feeds, TimeProvider time, DuplicateSearch search, DuplicateSettings settings)
{
    private const int RowsAtOnce = 4096, MembersAtOnce = 2000;

    // Reading is most of the work; the rest of the bar belongs to comparing.
    private const double ReadingShare = 0.7;

    private readonly List<long> _ids = [];
    private readonly List<(DatasetSplit Split, int Label)> _facts = [];

    public async Task RunAsync(CancellationToken stop)
    {
        var finder = new DuplicateFinder(settings);
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            await using var instant = await db.BeginReadAsync(stop);
            await ReadAsync(db, finder, stop);
            await finder.CompareAsync(
                rows => TextsAsync(db, rows, stop),
                band => Say(ReadingShare + (1 - ReadingShare) * band / settings.Bands, $"comparing what may be alike, {band + 1} of {settings.Bands}"), stop);
        }

        var groups = finder.Groups().Select(members => Found(finder, members))
            .OrderByDescending(g => g.Leak).ThenByDescending(g => g.Contradiction).ThenByDescending(g => g.Members.Count).ThenBy(g => g.Members[0].Row).ToList();
        await StoreAsync(groups, finder.Rows, stop);
    }

    private async Task ReadAsync(StudioDb db, DuplicateFinder finder, CancellationToken stop)
    {
        var total = await db.Examples.LongCountAsync(e => e.DatasetId == search.DatasetId, stop);
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = new List<string>(RowsAtOnce);
        var rows = db.Examples.AsNoTracking().Where(e => e.DatasetId == search.DatasetId).OrderBy(e => e.Position)
            .Select(e => new { e.Id, e.Text, Label = e.Label ?? e.Answer, e.Split });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(stop))
        {
            _ids.Add(row.Id);
            var label = row.Label is null ? 0 : labels.TryGetValue(row.Label, out var known) ? known : labels[row.Label] = labels.Count + 1;
            _facts.Add((row.Split, label));
            texts.Add(row.Text);
            if (texts.Count < RowsAtOnce)
                continue;
            finder.Add(texts);
            texts.Clear();
            Say(ReadingShare * _ids.Count / total, $"{_ids.Count:N0} of {total:N0} examples");
        }

        finder.Add(texts);
    }

    private async Task<IReadOnlyList<string>> TextsAsync(StudioDb db, IReadOnlyList<int> rows, CancellationToken stop)
    {
        var ids = rows.Select(row => _ids[row]).ToList();
        var texts = await db.Examples.AsNoTracking().Where(e => ids.Contains(e.Id)).Select(e => new { e.Id, e.Text }).ToDictionaryAsync(e => e.Id, e => e.Text, stop);
        return ids.ConvertAll(id => texts[id]);
    }

    private FoundGroup Found(DuplicateFinder finder, List<FoundMember> members)
    {
        var keys = members.Select(m => finder.KeyOf(m.Row)).Distinct().ToList();
        return new FoundGroup(
            members, keys.Count == 1, DuplicateKey.Of(keys),
            members.Select(m => _facts[m.Row].Split).Where(s => s != DatasetSplit.None).Distinct().Skip(1).Any(),
            members.Select(m => _facts[m.Row].Label).Where(l => l > 0).Distinct().Skip(1).Any());
    }

    private async Task StoreAsync(List<FoundGroup> groups, int examples, CancellationToken stop)
    {
        var number = 0;
        foreach (var part in groups.Chunk(MembersAtOnce))
        {
            var (first, rows) = (number, part);
            await gate.WriteAsync((db, _) =>
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    db.DuplicateGroups.Add(new DuplicateGroup { SearchId = search.Id, Number = first + i + 1, Exact = rows[i].Exact, Key = rows[i].Key });
                    db.DuplicateMembers.AddRange(rows[i].Members.Select(m => new DuplicateMember
                    {
                        SearchId = search.Id, Number = first + i + 1, ExampleId = _ids[m.Row], Similarity = m.Similarity,
                    }));
                }

                return Task.CompletedTask;
            }, stop);
            number += rows.Length;
        }

        await gate.WriteAsync(async (db, token) =>
        {
            await db.DuplicateSearches.Where(s => s.DatasetId == search.DatasetId && s.Id != search.Id).ExecuteDeleteAsync(token);
            var stored = await db.DuplicateSearches.SingleAsync(s => s.Id == search.Id, token);
            (stored.FinishedAt, stored.Examples) = (time.GetUtcNow().UtcDateTime, examples);
        }, stop);
    }

    private void Say(double fraction, string detail) => feeds.Publish(
        search.DatasetId, new DatasetEvent.Progress(new DatasetWork(search.Id, "Searching for duplicates", fraction, detail)));

    private sealed record FoundGroup(IReadOnlyList<FoundMember> Members, bool Exact, string Key, bool Leak, bool Contradiction);
}

/// <summary>One key for a set of texts, whatever order they come in.</summary>
internal static class DuplicateKey
{
    public static string Of(IEnumerable<UInt128> texts) => NormalText.Key(string.Join(' ', texts.Distinct().Order().Select(k => k.ToString("x32", CultureInfo.InvariantCulture))))
        .ToString("x32", CultureInfo.InvariantCulture);
}
