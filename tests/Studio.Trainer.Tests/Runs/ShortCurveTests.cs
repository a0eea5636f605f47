using Studio.Trainer.Runs.Children;

namespace Studio.Trainer.Tests.Runs;

public sealed class ShortCurveTests
{
    [Fact]
    public void A_long_curve_stays_short_and_keeps_its_shape_and_its_ends()
    {
        var curve = new ShortCurve();
        for (int step = 1; step <= 100_000; step++)
            curve.Add(step, 1_000.0 / (step + 99));

        var points = curve.Points;

        Assert.InRange(points.Count, ShortCurve.Most / 2, ShortCurve.Most);
        Assert.Equal(1, points[0].Step);
        Assert.InRange(points[^1].Step, 99_000, 100_000);
        Assert.Equal(points.OrderBy(p => p.Step), points);
        Assert.Equal(points.OrderByDescending(p => p.Value), points);
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.InRange(pair.First.Value, 1_000.0 / (pair.Second.Step + 99), 1_000.0 / (pair.First.Step + 99)));
    }

    [Fact]
    public void A_short_curve_is_as_it_was_told_but_for_what_is_not_a_number()
    {
        var curve = new ShortCurve();
        curve.Add(1, 2);
        curve.Add(2, double.NaN);
        curve.Add(3, 1);

        Assert.Equal([new(1, 2), new(3, 1)], curve.Points);
    }
}
