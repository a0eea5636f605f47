using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Models;
using Studio.Core.Persistence;

namespace Studio.Web.Tests.Models;

/// <summary>An encoder that was tuned and approved here gives its project's datasets their vectors.</summary>
public sealed class TunedEncoderTests(TunedStudio studio) : IClassFixture<TunedStudio>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_classifier_finds_tickets_like_a_text_once_it_is_approved_and_no_more_when_it_is_withdrawn()
    {
        var encoders = studio.Get<TextEncoders>();
        Assert.DoesNotContain(await encoders.ListAsync(studio.ProjectId, Cancel), e => e.Source == "tuned here");
        await ApproveAsync(studio.First);
        var tuned = Assert.Single(await encoders.ListAsync(studio.ProjectId, Cancel), e => e.Source == "tuned here");

        await using var db = await studio.Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync(Cancel);
        var dataset = await db.Datasets.Where(d => d.ProjectId == studio.ProjectId).Select(d => new { d.Id, d.ExampleCount }).SingleAsync(Cancel);
        using var feed = studio.Get<DatasetFeeds>().Of(dataset.Id).Subscribe();
        var id = await studio.Get<EmbedDataset>().StartAsync(studio.Owner, dataset.Id, tuned.Id, Cancel);
        var progress = new List<DatasetWork>();
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            progress.AddRange(batch.Changes.OfType<DatasetEvent.Progress>().Select(p => p.Work).Where(w => w.Id == id));
            if (batch.Changes.Any(c => c is DatasetEvent.Ended ended && ended.WorkId == id))
                break;
        }

        Assert.Contains(progress, work => work.Title.EndsWith(tuned.Name, StringComparison.Ordinal));
        Assert.Equal(1, progress[^1].Fraction);
        var current = (await studio.Get<ReadEmbeddings>().RunAsync(studio.Owner, dataset.Id, Cancel)).Current!;
        Assert.Equal((dataset.ExampleCount, tuned.Name), (current.Total, current.EncoderName));

        var example = (await studio.Get<ListExamples>().RunAsync(studio.Owner, dataset.Id, ExampleFilter.All, 0, 0, 1, Cancel))[0];
        var find = studio.Get<FindSimilar>();
        var near = await find.ToTextAsync(studio.Owner, dataset.Id, example.Text, 5, Cancel);
        Assert.Equal(1, near.Nearest[0].Score, 1e-3);
        Assert.Contains(near.Nearest, n => n.Text == example.Text);
        Assert.DoesNotContain((await find.ToExampleAsync(studio.Owner, dataset.Id, example.Id, 5, Cancel)).Nearest, n => n.Id == example.Id);

        await studio.Get<WithdrawVersion>().RunAsync(studio.Reviewer, studio.First, "no longer wanted", Cancel);
        var gone = await Assert.ThrowsAsync<Core.InvalidInputException>(() => find.ToTextAsync(studio.Owner, dataset.Id, "refund", 5, Cancel));
        Assert.Contains("not approved", gone.Message, StringComparison.Ordinal);
    }

    private async Task ApproveAsync(Guid id)
    {
        var version = await studio.Get<ReadVersion>().RunAsync(studio.Owner, id, Cancel);
        if (version.State == ModelVersionState.Approved)
            return;
        await studio.WriteCardAsync(id);
        await studio.Get<RequestReview>().AskAsync(studio.Owner, id, "", Cancel);
        await studio.Get<DecideReview>().ApproveAsync(studio.Reviewer, id, version.Facts.Digest, "", Cancel);
    }
}
