using Studio.Trainer.Evaluation;
using Studio.Web.Evaluation;

namespace Studio.Web.Tests.Evaluation;

public sealed class FigureTextTests
{
    [Theory]
    [InlineData(0.0304, "+3.0 points")]
    [InlineData(-0.376, "−37.6 points")]
    [InlineData(0.0001, "±0.0 points")]
    public void Differences_carry_their_sign(double difference, string text) => Assert.Equal(text, FigureText.Points(difference));

    [Fact]
    public void Intervals_have_both_ends()
    {
        Assert.Equal("38.5–48.7", FigureText.Range(new Interval(0.385, 0.487)));
        Assert.Equal("−43.8 to +1.5", FigureText.SignedRange(new Interval(-0.438, 0.015)));
    }

    [Theory]
    [InlineData(0.0004, "p < 0.001")]
    [InlineData(0.0421, "p = 0.042")]
    public void Small_p_values_are_not_rounded_to_nothing(double p, string text) => Assert.Equal(text, FigureText.PValue(p));

    [Fact]
    public void Ids_of_an_address_survive_nonsense()
    {
        var id = Guid.NewGuid();
        Assert.Equal([id], IdList.Parse($"x,{id},,{id},<script>"));
        Assert.Empty(IdList.Parse(null));
    }
}
