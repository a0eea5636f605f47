using System.Collections.Immutable;
using Studio.Core.Tuning;

namespace Studio.Core.Tests.Tuning;

public sealed class CurveTests
{
    [Fact]
    public void A_long_line_stays_bounded_and_keeps_its_ends_and_its_peak()
    {
        var points = ImmutableList<PointView>.Empty;
        for (var step = 1; step <= 20_000; step++)
            points = Curve.Append(points, Point(step, step == 7_777 ? 50 : 1.0 / step));

        Assert.InRange(points.Count, 2, Curve.Most);
        Assert.Equal((1, 20_000), (points[0].Step, points[^1].Step));
        Assert.Contains(points, p => p.Step == 7_777);
        Assert.Equal(points.Select(p => p.Step).Order(), points.Select(p => p.Step));
    }

    [Fact]
    public void A_gap_in_the_loss_does_not_disturb_the_line()
    {
        var thin = Curve.Thin([.. Enumerable.Range(1, 100).Select(i => Point(i, i % 3 == 0 ? null : i))], 10);

        Assert.Equal(10, thin.Count);
        Assert.Equal((1, 100), (thin[0].Step, thin[^1].Step));
    }

    private static PointView Point(int step, double? loss) => new(step, step, step, loss, 1e-4, 1, 1, 1, 1);
}
