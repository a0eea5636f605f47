namespace Studio.Core.Datasets.Cleaning;

/// <summary>Some of many, taken at even distances; the same in every run.</summary>
internal sealed class SpreadSample<T>(int most)
{
    private readonly List<T> _items = [];
    private long _seen;
    private long _every = 1;

    public IReadOnlyList<T> Items => _items.Count <= most ? _items : _items[..most];

    public void Add(T item)
    {
        if (_seen++ % _every != 0)
            return;
        _items.Add(item);
        if (_items.Count < 2 * most)
            return;
        // Every other one goes, and from now on only half as many come.
        for (var i = 0; i < most; i++)
            _items[i] = _items[2 * i];
        _items.RemoveRange(most, _items.Count - most);
        _every *= 2;
    }
}
