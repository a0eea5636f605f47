using Studio.Core.Live;

namespace Studio.Core.Tests.Live;

public sealed class LiveFeedTests
{
    private readonly LiveFeed<int, int> _feed = new(0, (sum, change) => sum + change);

    [Fact]
    public async Task Subscribing_while_others_publish_loses_and_doubles_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        var publisher = Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
                _feed.Publish(1);
        }, cancel);

        var sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var subscription = _feed.Subscribe();
            var sum = subscription.Now;
            if (sum == 20_000)
                return sum;
            await foreach (var batch in subscription.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: cancel))
            {
                sum = batch.IsSnapshot ? batch.Snapshot : sum + batch.Changes.Sum();
                if (sum == 20_000)
                    break;
            }

            return sum;
        }));

        await publisher;
        Assert.All(sums, sum => Assert.Equal(20_000, sum));
        Assert.Equal(0, _feed.SubscriberCount);
    }

    [Fact]
    public async Task A_reader_that_falls_behind_gets_the_whole_state()
    {
        using var subscription = _feed.Subscribe(capacity: 4);
        for (var i = 0; i < 10; i++)
            _feed.Publish(1);
        await foreach (var batch in subscription.ReadBatchesAsync(TimeSpan.Zero, cancel: TestContext.Current.CancellationToken))
        {
            Assert.True(batch.IsSnapshot);
            Assert.Equal(10, batch.Snapshot);
            break;
        }
    }
}
