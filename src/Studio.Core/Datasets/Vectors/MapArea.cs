using System.Globalization;

namespace Studio.Core.Datasets.Vectors;

/// <summary>A part of the map within a line of straight pieces, as it stands in an address: <c>x,y;x,y;x,y</c>.</summary>
public sealed class MapArea
{
    private const int MostCorners = 500;

    private readonly (double X, double Y)[] _corners;

    private MapArea((double X, double Y)[] corners) => _corners = corners;

    /// <exception cref="InvalidInputException">The text is not an area.</exception>
    public static MapArea Parse(string text)
    {
        var corners = text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(corner => corner.Split(',')).ToList();
        var numbers = corners.ConvertAll(pair => pair.Length == 2 && Number(pair[0], out var x) && Number(pair[1], out var y) ? (x, y) : ((double, double)?)null);
        return numbers.Count is >= 3 and <= MostCorners && numbers.TrueForAll(n => n is not null) ? new MapArea([.. numbers.Select(n => n!.Value)])
            : throw new InvalidInputException("The area of the map in this address cannot be read. Mark it again on the Map page.");
    }

    /// <summary>A box as such a text.</summary>
    public static string Box(double left, double right, double bottom, double top) =>
        string.Create(CultureInfo.InvariantCulture, $"{left:0.####},{bottom:0.####};{right:0.####},{bottom:0.####};{right:0.####},{top:0.####};{left:0.####},{top:0.####}");

    /// <summary>Counts how often a ray from the point crosses the line.</summary>
    public bool Holds(double x, double y)
    {
        var inside = false;
        for (int i = 0, j = _corners.Length - 1; i < _corners.Length; j = i++)
        {
            var (a, b) = (_corners[i], _corners[j]);
            if (a.Y > y != b.Y > y && x < (b.X - a.X) * (y - a.Y) / (b.Y - a.Y) + a.X)
                inside = !inside;
        }

        return inside;
    }

    private static bool Number(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
