using Studio.Web.Shell;

namespace Studio.Web.Tests.Shell;

public sealed class NewestTests
{
    [Fact]
    public void Only_the_newest_goes_on_also_when_the_next_begins_while_the_last_is_cancelled()
    {
        using var work = new Newest();
        var begun = new List<CancellationToken> { work.Begin() };
        // What was begun answers its own cancellation by beginning anew, as a letter does that comes in between.
        begun[0].Register(() => begun.Add(work.Begin()));
        begun.Add(work.Begin());

        Assert.Equal(3, begun.Count);
        Assert.Single(begun, token => !token.IsCancellationRequested);
    }

    [Fact]
    public void Nothing_goes_on_or_begins_once_nobody_waits()
    {
        var work = new Newest();
        var begun = work.Begin();
        work.Dispose();

        Assert.True(begun.IsCancellationRequested);
        Assert.True(work.Begin().IsCancellationRequested);
    }
}
