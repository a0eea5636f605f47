using Studio.Trainer.Evaluation.Baselines;

namespace Studio.Trainer.Tests.Evaluation;

/// <summary>Texts that share telling words are near, whatever common ones they share.</summary>
public sealed class TfidfNeighboursTests
{
    private static readonly string[] Texts =
    [
        "the parcel has not arrived", "the invoice has a wrong total", "the parcel came broken", "the the the", "",
    ];

    [Fact]
    public void The_nearest_come_first_with_their_cosine_and_what_shares_nothing_has_none()
    {
        var near = TfidfNeighbours.Of(Texts).Nearest("parcel not arrived", 5);
        Assert.Equal([0, 2], near.Take(2).Select(n => n.Place));
        Assert.True(near[0].Score > near[1].Score && near[1].Score > 0);
        Assert.All(near.Skip(2), n => Assert.Equal(0, n.Score));
        Assert.Equal([1, 3, 4], near.Skip(2).Select(n => n.Place));
    }

    [Fact]
    public void A_text_is_nearest_to_itself_and_no_more_are_answered_than_there_are()
    {
        var neighbours = TfidfNeighbours.Of(Texts);
        foreach (var place in Enumerable.Range(0, 4))
        {
            var (found, score) = neighbours.Nearest(Texts[place], 1).Single();
            Assert.Equal(place, found);
            Assert.Equal(1, score, 1e-9);
        }

        Assert.Equal(5, neighbours.Nearest("parcel", 50).Count);
    }
}
