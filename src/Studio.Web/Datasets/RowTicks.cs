using Studio.Core.Datasets.Editing;
using Studio.Core.Datasets.Examples;

namespace Studio.Web.Datasets;

/// <summary>Which examples of the list are ticked: single ones, or all that match, loaded or not, but for some.</summary>
public sealed class RowTicks
{
    private readonly HashSet<long> _marked = [];

    public bool All { get; private set; }

    public bool Any => All || _marked.Count > 0;

    public bool Has(long id) => _marked.Contains(id) != All;

    public void Tick(long id, bool wanted)
    {
        if (wanted != All)
            _marked.Add(id);
        else
            _marked.Remove(id);
    }

    public void TickAll(bool wanted)
    {
        All = wanted;
        _marked.Clear();
    }

    public ExampleSelection Selection(ExampleFilter filter) => All ? new ExampleSelection(filter, Except: [.. _marked]) : new ExampleSelection(filter, Only: [.. _marked]);

    /// <summary>“3”, “All 1,234”, “All 1,234 but 2”.</summary>
    public string InWords(ExampleCount? matching) => !All ? $"{_marked.Count:N0}" : _marked.Count == 0 ? $"All {matching}" : $"All {matching} but {_marked.Count:N0}";
}
