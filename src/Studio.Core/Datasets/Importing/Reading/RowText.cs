using System.Text;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>The text of one row while it is being put together, bounded: what goes over is read past and not kept.</summary>
internal sealed class RowText
{
    /// <summary>No text worth labelling is longer, and one that long is almost always a file that is not what it seems.</summary>
    public const int MaxCharacters = 10_000_000;

    private readonly StringBuilder _cell = new();
    private long _total;

    public bool IsTooLong => _total > MaxCharacters;

    public void Begin() => _total = 0;

    public void Append(ReadOnlySpan<char> part)
    {
        _total += part.Length;
        if (!IsTooLong)
            _cell.Append(part);
    }

    public string TakeCell()
    {
        var cell = _cell.ToString();
        _cell.Clear();
        if (_cell.Capacity > 1 << 20)
            _cell.Capacity = 1 << 16;
        return cell;
    }
}
