using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>The vectors of a dataset: computed once, kept on disk, found again after crashes and edits; and what is near by them.</summary>
public sealed class VectorTests
{
    private const string Words = "words:1";

    private static readonly (string, string?, DatasetSplit)[] Rows =
    [
        ("My card has not arrived by post yet", "arrival", DatasetSplit.Train),
        ("The card has still not arrived by post", "arrival", DatasetSplit.Test),
        ("Card not arrived yet, still no post", "refund", DatasetSplit.Train),
        ("Please refund the fee for cash withdrawal", "refund", DatasetSplit.Train),
        ("Refund of the withdrawal fee please", "refund", DatasetSplit.None),
        ("How do I verify my identity documents", null, DatasetSplit.None),
    ];

    [Theory]
    [OnBothEngines]
    public async Task Near_examples_come_first_with_their_score_and_other_labels_are_marked(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync(Rows);
        var examples = await host.ExamplesAsync(dataset);
        Assert.Null((await host.Get<FindSimilar>().ToExampleAsync(host.Viewer, dataset, examples[0].Id, 3, Cancel)).EncoderName);
        await ComputeAsync(host, dataset);

        var summary = await host.Get<ReadEmbeddings>().RunAsync(host.Viewer, dataset, Cancel);
        Assert.Equal((EmbeddingState.Done, 6L, 6L, false, "Mara"), (summary.Current!.State, summary.Current.Done, summary.Current.Total, summary.Current.Stale, summary.Current.By));
        var similar = await host.Get<FindSimilar>().ToExampleAsync(host.Viewer, dataset, examples[0].Id, 3, Cancel);
        Assert.Equal("Words in common", similar.EncoderName);
        Assert.Equal([1L, 2L], similar.Nearest.Take(2).Select(s => s.Position));
        Assert.Equal([false, true], similar.Nearest.Take(2).Select(s => s.Differs));
        Assert.InRange(similar.Nearest[0].Score, 0.5, 0.999);
        Assert.True(similar.Nearest[0].Score > similar.Nearest[1].Score && similar.Nearest[1].Score > similar.Nearest[2].Score);

        var found = await host.Get<FindSimilar>().ToTextAsync(host.Viewer, dataset, "refund withdrawal", 2, Cancel);
        Assert.Equal([3L, 4L], found.Nearest.Select(s => s.Position).Order());
        Assert.DoesNotContain(found.Nearest, s => s.Differs);
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<FindSimilar>().ToTextAsync(host.Viewer, dataset, " ", 2, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<FindSimilar>().ToTextAsync(host.Outsider, dataset, "card", 2, Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task An_edited_text_is_found_by_its_new_meaning_and_only_it_is_computed_again(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync(Rows);
        var id = await ComputeAsync(host, dataset);
        var path = host.Get<StorageRoot>().Vectors(id);
        var size = new FileInfo(path).Length;
        var examples = await host.ExamplesAsync(dataset);
        await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange(examples[5].Id, "The card arrived by post at last"), Cancel);
        await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange(examples[4].Id, Label: new LabelValue("fee")), Cancel);
        await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange(examples[1].Id, Remove: true), Cancel);
        Assert.True((await host.Get<ReadEmbeddings>().RunAsync(host.Viewer, dataset, Cancel)).Current!.Stale);

        // The vector of the old text counts for nothing, and neither does that of the removed row; the edited one asks with what it says now.
        var similar = await host.Get<FindSimilar>().ToExampleAsync(host.Viewer, dataset, examples[5].Id, 5, Cancel);
        Assert.Equal([0L, 2L], similar.Nearest.Take(2).Select(s => s.Position).Order());
        Assert.DoesNotContain(similar.Nearest, s => s.Position is 1 or 5);

        Assert.Equal(id, await ComputeAsync(host, dataset));
        Assert.False((await host.Get<ReadEmbeddings>().RunAsync(host.Viewer, dataset, Cancel)).Current!.Stale);
        Assert.True(new FileInfo(path).Length < size);
        Assert.Contains((await host.Get<FindSimilar>().ToExampleAsync(host.Viewer, dataset, examples[0].Id, 2, Cancel)).Nearest, s => s.Position == 5);
    }

    [Fact]
    public async Task What_a_crash_left_is_cut_off_and_the_rest_is_computed_after_a_restart()
    {
        var first = await (await StartAsync()).RunningAsync();
        var dataset = await first.DatasetAsync([.. Enumerable.Range(0, 700).Select(i => ($"text number {i} about thing {i % 7}", (string?)null, DatasetSplit.None))]);
        var id = await ComputeAsync(first, dataset);
        var path = first.Get<StorageRoot>().Vectors(id);
        var whole = await File.ReadAllBytesAsync(path, Cancel);
        await first.StopAsync();

        // As after a kill in the middle: half of a record at the end, a row that says running, and nobody who works on it.
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2 + 3)], Cancel);
        await first.WriteAsync(db => db.DatasetEmbeddings.Where(e => e.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(e => e.State, EmbeddingState.Running).SetProperty(e => e.FinishedAt, (DateTime?)null).SetProperty(e => e.HeartbeatAt, DateTime.UtcNow)));
        await using var second = await first.RestartAsync();
        using var feed = second.Get<DatasetFeeds>().Of(dataset).Subscribe();
        await second.RunningAsync();
        await second.EndedAsync(feed, id);
        Assert.Equal((EmbeddingState.Done, 700L), await StateAsync(second, id));
        Assert.Equal(whole, await File.ReadAllBytesAsync(path, Cancel));

        // A broken number in the middle: everything from there on is made anew, and nothing wrong is ever shown.
        whole[whole.Length / 3]++;
        await File.WriteAllBytesAsync(path, whole, Cancel);
        whole[whole.Length / 3]--;
        await ComputeAsync(second, dataset);
        Assert.Equal(whole, await File.ReadAllBytesAsync(path, Cancel));
    }

    [Fact]
    public async Task Equal_texts_are_computed_once_and_equal_files_come_of_it()
    {
        var encoder = new CountingEncoder();
        await using var host = await (await StartAsync(encoders: encoder)).RunningAsync();
        var dataset = await host.DatasetAsync([.. Enumerable.Range(0, 600).Select(i => ($"same {i % 3}", (string?)null, DatasetSplit.None))]);
        await ComputeAsync(host, dataset, encoder.Id);
        Assert.Equal(3, encoder.Texts);
        await ComputeAsync(host, dataset, encoder.Id);
        Assert.Equal(3, encoder.Texts);
        encoder.Version++;
        await ComputeAsync(host, dataset, encoder.Id);
        Assert.Equal(6, encoder.Texts);
    }

    [Fact]
    public async Task It_is_cancelled_while_it_waits_for_the_encoder_and_goes_on_later()
    {
        var encoder = new CountingEncoder { Hold = new TaskCompletionSource() };
        await using var host = await (await StartAsync(encoders: encoder)).RunningAsync();
        var dataset = await host.DatasetAsync(Rows);
        using var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe();
        var embed = host.Get<EmbedDataset>();
        var id = await embed.StartAsync(host.Maintainer, dataset, encoder.Id, Cancel);
        await encoder.Asked.Task.WaitAsync(Cancel);
        await Assert.ThrowsAsync<ConflictException>(() => embed.StartAsync(host.Maintainer, dataset, Words, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => embed.CancelAsync(host.Viewer, dataset, Cancel));
        await embed.CancelAsync(host.Maintainer, dataset, Cancel);
        await host.EndedAsync(feed, id);
        Assert.Equal(EmbeddingState.Cancelled, (await StateAsync(host, id)).State);
        Assert.Equal(id, (await host.Get<ReadEmbeddings>().RunAsync(host.Viewer, dataset, Cancel)).Ended!.Id);
        encoder.Hold.SetResult();
        await ComputeAsync(host, dataset, encoder.Id);
        Assert.Equal((EmbeddingState.Done, 6L), await StateAsync(host, id));
    }

    [Fact]
    public async Task What_cannot_be_is_said_in_a_sentence()
    {
        var encoder = new CountingEncoder { Refusal = "The encoder needs 9.0 GB, and this server keeps 1.0 GB for models." };
        await using var host = await (await StartAsync(encoders: encoder)).RunningAsync();
        var (dataset, empty) = (await host.DatasetAsync(Rows), await host.DatasetAsync());
        var embed = host.Get<EmbedDataset>();
        await Assert.ThrowsAsync<ForbiddenException>(() => embed.StartAsync(host.Viewer, dataset, Words, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => embed.StartAsync(host.Outsider, dataset, Words, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => embed.StartAsync(host.Maintainer, dataset, "base:nothing", Cancel));
        Assert.Contains("import some first", (await Assert.ThrowsAsync<InvalidInputException>(() => embed.StartAsync(host.Maintainer, empty, Words, Cancel))).Message, StringComparison.Ordinal);
        await ComputeAsync(host, dataset, encoder.Id);
        var ended = (await host.Get<ReadEmbeddings>().RunAsync(host.Viewer, dataset, Cancel)).Ended!;
        Assert.Equal((EmbeddingState.Failed, encoder.Refusal), (ended.State, ended.Error));
    }

    [Fact]
    public void Packing_loses_next_to_nothing()
    {
        var random = new Random(3);
        foreach (var length in new[] { 1, 7, 16, 33, 384 })
        {
            float[][] pair = [.. Enumerable.Range(0, 2).Select(_ => UnitVector.Scaled([.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)]))];
            var packed = new short[length];
            UnitVector.Pack(pair[0], packed);
            var exact = pair[0].Zip(pair[1], (a, b) => (double)a * b).Sum();
            Assert.Equal(exact, UnitVector.Dot(packed, pair[1]), 3e-4);
            Assert.Equal(exact, UnitVector.Dot(pair[0], pair[1]), 1e-5);
            Assert.All(UnitVector.Unpack(packed).Zip(pair[0]), p => Assert.Equal(p.Second, p.First, 2e-5));
        }
    }

    private static async Task<Guid> ComputeAsync(DatasetsHost host, Guid dataset, string encoder = Words)
    {
        using var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe();
        var id = await host.Get<EmbedDataset>().StartAsync(host.Maintainer, dataset, encoder, Cancel);
        await host.EndedAsync(feed, id);
        return id;
    }

    private static async Task<(EmbeddingState State, long Done)> StateAsync(DatasetsHost host, Guid id)
    {
        await using var db = await host.ReadAsync();
        var embedding = await db.DatasetEmbeddings.SingleAsync(e => e.Id == id, Cancel);
        return (embedding.State, embedding.Done);
    }

    /// <summary>An encoder that says how much it was asked, and that can be made to wait or to refuse.</summary>
    private sealed class CountingEncoder : IEncoderSource, IOpenEncoder
    {
        public string Id => "counting:a";
        public string Prefix => "counting";
        public int Dimensions => 4;
        public int Version { get; set; }
        public int Texts { get; private set; }
        public string? Refusal { get; init; }
        public TaskCompletionSource? Hold { get; init; }
        public TaskCompletionSource Asked { get; } = new();

        public Task<IReadOnlyList<TextEncoder>> ListAsync(Guid projectId, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<TextEncoder>>([new TextEncoder(Id, "Counting", "a test", $"counting {Version}")]);

        public Task<IOpenEncoder?> OpenAsync(Guid projectId, string id, CancellationToken cancel) =>
            Refusal is null ? Task.FromResult<IOpenEncoder?>(this) : throw new InvalidInputException(Refusal);

        public async Task<IReadOnlyList<float[]>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancel)
        {
            Asked.TrySetResult();
            if (Hold is not null)
                await Hold.Task.WaitAsync(cancel);
            Texts += texts.Count;
            return [.. texts.Select(text => UnitVector.Scaled([text.Length, text[^1], 1, 0]))];
        }

        public void Dispose()
        {
        }
    }
}
