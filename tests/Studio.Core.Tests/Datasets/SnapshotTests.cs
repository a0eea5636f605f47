using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Storage;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

public sealed class SnapshotTests
{
    private static readonly FreezeRequest All = new("first", LabeledOnly: false);

    private static readonly (string, string?, DatasetSplit)[] Rows =
    [
        ("Where is my parcel? 🙂", "delivery", DatasetSplit.Train), ("<b>Refund</b>, please", "refund", DatasetSplit.Test),
        ("", "refund", DatasetSplit.Train), ("no label yet", null, DatasetSplit.None), ("line one\nline two", "delivery", DatasetSplit.Validation),
    ];

    [Theory]
    [OnBothEngines]
    public async Task The_same_rows_give_the_same_hash_and_no_second_snapshot(DatabaseEngine engine)
    {
        await using var host = await DatasetsHost.StartAsync(engine);
        var dataset = await host.DatasetAsync(Rows);
        var freeze = host.Get<FreezeSnapshot>();

        var first = await freeze.RunAsync(host.Maintainer, dataset, All, Cancel);
        var again = await freeze.RunAsync(host.Maintainer, dataset, All with { Message = "again" }, Cancel);

        Assert.True(first.IsNew);
        Assert.False(again.IsNew);
        Assert.Equal((first.SnapshotId, first.Hash), (again.SnapshotId, again.Hash));
        await using var db = await host.ReadAsync();
        var stored = await db.Snapshots.SingleAsync(Cancel);
        Assert.Equal((2, 1, 1, """["delivery","refund"]"""), (stored.TrainCount, stored.ValidationCount, stored.TestCount, stored.Labels));
        Assert.Equal(1, await db.AuditEvents.CountAsync(e => e.Action == "dataset.freeze", Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_split_comes_back_as_it_was_whatever_happens_to_the_dataset_after(DatabaseEngine engine)
    {
        await using var host = await DatasetsHost.StartAsync(engine);
        var dataset = await host.DatasetAsync(Rows);
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, All, Cancel);
        await using var db = await host.ReadAsync();
        var id = await db.Examples.Where(e => e.Text == Rows[0].Item1).Select(e => e.Id).SingleAsync(Cancel);
        await host.WriteAsync(write => write.SetLabelAsync(id, "lost parcel"));

        var train = host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.Train);

        Assert.Equal(2, train.Count);
        Assert.Equal([(Rows[0].Item1, "delivery"), ("", "refund")], train.Read().Select(r => (r.Text, r.Label!)));
        Assert.Equal(train.Read(), train.Read());
        var changed = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, All, Cancel);
        Assert.True(changed.IsNew);
        Assert.Equal(2, changed.Number);
    }

    [Theory]
    [OnBothEngines]
    public async Task Many_rows_span_row_groups_and_keep_their_order(DatabaseEngine engine)
    {
        await using var host = await DatasetsHost.StartAsync(engine);
        var rows = Enumerable.Range(0, 40_000).Select(i => ($"text number {i}", (string?)$"label {i % 7}", i % 5 == 0 ? DatasetSplit.Test : DatasetSplit.Train));
        var dataset = await host.DatasetAsync([.. rows]);

        var first = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, All, Cancel);
        var bytes = await File.ReadAllBytesAsync(host.Get<SnapshotStore>().PathOf(first.Hash), Cancel);
        await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, All, Cancel);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(host.Get<SnapshotStore>().PathOf(first.Hash), Cancel));
        var test = host.Get<ISnapshotStore>().Open(first.Hash, DatasetSplit.Test);
        Assert.Equal(8_000, test.Count);
        Assert.Equal(Enumerable.Range(0, 8_000).Select(i => $"text number {i * 5}"), test.Read().Select(r => r.Text));
        Assert.Equal(32_000, host.Get<ISnapshotStore>().Open(first.Hash, DatasetSplit.Train).Read().Count());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_file_whose_bytes_changed_is_not_opened(DatabaseEngine engine)
    {
        await using var host = await DatasetsHost.StartAsync(engine);
        var dataset = await host.DatasetAsync(Rows);
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, All, Cancel);
        var path = host.Get<StorageRoot>().Snapshot(frozen.Hash);
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(path, [.. bytes, 0], Cancel);

        Assert.Throws<NotFoundException>(() => host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.Train));
        Assert.Throws<NotFoundException>(() => host.Get<ISnapshotStore>().Open("../../etc/passwd", DatasetSplit.Train));
    }

    [Theory]
    [OnBothEngines]
    public async Task Freezing_needs_the_right_to_edit_and_something_to_freeze(DatabaseEngine engine)
    {
        await using var host = await DatasetsHost.StartAsync(engine);
        var dataset = await host.DatasetAsync(Rows);
        var empty = await host.DatasetAsync();
        var freeze = host.Get<FreezeSnapshot>();

        await Assert.ThrowsAsync<ForbiddenException>(() => freeze.RunAsync(host.Viewer, dataset, All, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => freeze.RunAsync(host.Outsider, dataset, All, Cancel));
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => freeze.RunAsync(host.Maintainer, empty, All, Cancel));
        Assert.Contains("no examples yet", refusal.Message, StringComparison.Ordinal);
    }
}
