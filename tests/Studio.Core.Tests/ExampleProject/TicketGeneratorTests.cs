using Studio.Core.ExampleProject;

namespace Studio.Core.Tests.ExampleProject;

public sealed class TicketGeneratorTests
{
    private static readonly IReadOnlyList<Ticket> Tickets = new TicketGenerator().Write();

    [Fact]
    public void Two_thousand_different_tickets_in_ten_intents_of_equal_size()
    {
        Assert.Equal(2000, Tickets.Select(t => t.Text).Distinct().Count());
        var sizes = Tickets.GroupBy(t => t.Intent).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(10, sizes.Count);
        Assert.All(sizes.Values, size => Assert.Equal(200, size));
    }

    [Fact]
    public void No_sentence_pattern_makes_more_than_two_percent_of_the_rows()
    {
        var rows = Tickets.SelectMany(t => t.Patterns.Distinct()).GroupBy(p => p).Max(g => g.Count());
        Assert.InRange(rows, 1, Tickets.Count / 50);
    }

    [Fact]
    public void The_same_seed_writes_the_same_tickets_and_another_seed_others()
    {
        var again = new TicketGenerator().Write();
        Assert.Equal(Tickets.Select(t => t.Text), again.Select(t => t.Text));
        Assert.NotEqual(Tickets.Select(t => t.Text), new TicketGenerator().Write(seed: 7).Select(t => t.Text));
    }

    [Fact]
    public void The_annotators_disagree_where_careful_people_would_and_not_everywhere()
    {
        var agreement = Tickets.Count(t => t.FirstAnnotator == t.SecondAnnotator) / (double)Tickets.Count;
        Assert.InRange(agreement, 0.78, 0.90);
    }

    [Fact]
    public void The_planted_label_errors_are_these()
    {
        var planted = Tickets.Index().Where(t => t.Item.IsMislabeled).Select(t => t.Index).ToArray();
        Assert.Equal(PlantedLabelErrors.Rows, planted);
    }
}
