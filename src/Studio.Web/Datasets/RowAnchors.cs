namespace Studio.Web.Datasets;

/// <summary>Which position a row of the filtered list has, as far as that was seen: scrolling on starts from there instead of from the top.</summary>
internal sealed class RowAnchors
{
    private readonly SortedList<int, long> _positions = new() { [0] = 0 };

    public void Add(int index, long position) => _positions[index] = position;

    /// <summary>The nearest known place at or before a row, and how many rows lie between.</summary>
    public (long Position, int Skip) Before(int index)
    {
        var keys = _positions.Keys;
        int low = 0, high = keys.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (keys[middle] <= index)
                low = middle;
            else
                high = middle - 1;
        }

        return (_positions.Values[low], index - keys[low]);
    }
}
