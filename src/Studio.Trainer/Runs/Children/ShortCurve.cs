namespace Studio.Trainer.Runs.Children;

/// <summary>
/// A curve that never has more than <see cref="Most"/> points: when it is full, each two neighbours become their mean, and from then on a point
/// stands for twice as many values.
/// </summary>
internal sealed class ShortCurve
{
    public const int Most = 160;
    private readonly List<CurvePoint> _points = [];
    private int _stride = 1, _open;
    private double _sum;
    private int _first;

    public void Add(int step, double value)
    {
        if (!double.IsFinite(value))
            return;
        if (_open == 0)
            _first = step;
        _sum += value;
        if (++_open < _stride)
            return;
        _points.Add(new(_first, _sum / _open));
        (_sum, _open) = (0, 0);
        if (_points.Count == Most)
            Halve();
    }

    /// <summary>The points so far; the last may stand for fewer values than the others.</summary>
    public IReadOnlyList<CurvePoint> Points => _open == 0 ? [.. _points] : [.. _points, new(_first, _sum / _open)];

    private void Halve()
    {
        for (int i = 0; i < Most / 2; i++)
            _points[i] = new(_points[2 * i].Step, (_points[2 * i].Value + _points[2 * i + 1].Value) / 2);
        _points.RemoveRange(Most / 2, Most / 2);
        _stride *= 2;
    }
}
