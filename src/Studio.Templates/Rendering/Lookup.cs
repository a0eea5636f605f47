using Studio.Templates.Syntax;

namespace Studio.Templates.Rendering;

/// <summary>Parts of values: attributes, items, slices, membership. Only data can be reached, never an object of the host.</summary>
internal static class Lookup
{
    public static object? Attribute(object? target, string name, Expression at) => target switch
    {
        Dictionary<string, object?> map => map.TryGetValue(name, out var value) ? value : new Undefined(name),
        LoopState loop => loop.Get(name),
        Undefined undefined => throw new TemplateException($"'{undefined.Name}' has no value, so it has no '{name}'.", at.Line, at.Column),
        _ => new Undefined(name),
    };

    public static object? Item(object? target, object? key, Expression at)
    {
        if (key is bool truth)
            key = truth ? 1L : 0L;
        return (target, key) switch
        {
            (Dictionary<string, object?> map, string name) => map.TryGetValue(name, out var value) ? value : new Undefined(name),
            (List<object?> list, long index) => At(list, index),
            (string text, long index) => At(Values.Runes(text), index),
            (LoopState loop, string name) => loop.Get(name),
            (Undefined undefined, _) => throw new TemplateException($"'{undefined.Name}' has no value, so it has no parts.", at.Line, at.Column),
            _ => new Undefined(TextForm.Of(key)),
        };
    }

    public static object? Slice(object? target, int? start, int? stop, int? step, Expression at) => target switch
    {
        List<object?> list => Slice(list, start, stop, step ?? 1, at),
        string text => string.Concat(Slice(Values.Runes(text), start, stop, step ?? 1, at)),
        Undefined undefined => throw new TemplateException($"'{undefined.Name}' has no value, so it has no parts.", at.Line, at.Column),
        _ => throw new TemplateException($"Only text and lists can be sliced, this is {Values.Kind(target)}.", at.Line, at.Column),
    };

    public static bool Contains(object? container, object? item, Expression at) => (container, item) switch
    {
        (string text, string part) => text.Contains(part, StringComparison.Ordinal),
        (List<object?> list, _) => list.Exists(other => Values.Equals(other, item)),
        (Dictionary<string, object?> map, string key) => map.ContainsKey(key),
        (Dictionary<string, object?> or Undefined, _) => false,
        _ => throw new TemplateException($"'in' does not go with {Values.Kind(item)} and {Values.Kind(container)}.", at.Line, at.Column),
    };

    private static object? At(List<object?> list, long index)
    {
        var place = index < 0 ? index + list.Count : index;
        return place >= 0 && place < list.Count ? list[(int)place] : new Undefined($"item {index}");
    }

    private static List<object?> Slice(List<object?> list, int? start, int? stop, int step, Expression at)
    {
        if (step == 0)
            throw new TemplateException("A slice cannot have a step of zero.", at.Line, at.Column);
        var (low, high) = step > 0 ? (0, list.Count) : (-1, list.Count - 1);
        var from = Bound(start, step > 0 ? low : high);
        var to = Bound(stop, step > 0 ? high : low);
        var taken = new List<object?>();
        for (long i = from; step > 0 ? i < to : i > to; i += step)
            taken.Add(list[(int)i]);
        return taken;

        int Bound(int? bound, int otherwise) => bound is not { } value ? otherwise : Math.Clamp(value < 0 ? value + list.Count : value, low, high);
    }
}
