namespace Studio.Templates.Rendering;

/// <summary>Filters over lists.</summary>
internal static class ListFilters
{
    public static List<object?> Items(object? value, Given given) =>
        Values.Items(value) ?? throw given.Error($"This needs a list, not {Values.Kind(value)}.");

    public static object? First(object? value, Given given) => Items(value, given) is { Count: > 0 } items ? items[0] : new Undefined("the first item");

    public static object? Last(object? value, Given given) => Items(value, given) is { Count: > 0 } items ? items[^1] : new Undefined("the last item");

    public static object? Join(object? value, Given given)
    {
        var attribute = given.Text(1, "attribute");
        var parts = Items(value, given).Select(item => TextForm.Of(attribute is null ? item : Attribute(item, attribute, given)));
        return given.Sized(string.Join(given.Text(0, "d") ?? "", parts));
    }

    public static object? Reverse(object? value, Given given)
    {
        var items = Items(value, given).ToList();
        items.Reverse();
        return value is string ? string.Concat(items) : items;
    }

    public static object? Sort(object? value, Given given)
    {
        var attribute = given.Text(2, "attribute");
        var sensitive = Values.IsTrue(given.Get(1, "case_sensitive", false));
        var sorted = Items(value, given).Order(Comparer<object?>.Create((a, b) => Compare(Key(a), Key(b), given))).ToList();
        if (Values.IsTrue(given.Get(0, "reverse", false)))
            sorted = [.. Items(value, given).OrderDescending(Comparer<object?>.Create((a, b) => Compare(Key(a), Key(b), given)))];
        return sorted;

        object? Key(object? item)
        {
            var key = attribute is null ? item : Attribute(item, attribute, given);
            return key is string text && !sensitive ? text.ToLowerInvariant() : key;
        }
    }

    public static object? Unique(object? value, Given given)
    {
        var kept = new List<object?>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in Items(value, given))
        {
            given.Step();
            if (seen.Add(item is string text ? "s" + text.ToLowerInvariant() : "v" + TextForm.Json(item)))
                kept.Add(item);
        }

        return kept;
    }

    public static object? Sum(object? value, Given given)
    {
        var attribute = given.Text(0, "attribute");
        object total = 0L;
        foreach (var item in Items(value, given))
        {
            total = (total, Values.Number(attribute is null ? item : Attribute(item, attribute, given))) switch
            {
                (long a, long b) => (object)(a + b),
                ({ } a, { } b) => Convert.ToDouble(a, System.Globalization.CultureInfo.InvariantCulture) + Convert.ToDouble(b, System.Globalization.CultureInfo.InvariantCulture),
                _ => throw given.Error("'sum' needs numbers."),
            };
        }

        return total;
    }

    public static object? Extreme(object? value, int sign, Given given)
    {
        var items = Items(value, given);
        return items.Count == 0 ? new Undefined("the extreme of nothing")
            : items.Aggregate((best, item) => Math.Sign(Compare(item, best, given)) == sign ? item : best);
    }

    public static object? Map(object? value, Given given)
    {
        if (given.Named.TryGetValue("attribute", out var attribute))
        {
            return Items(value, given).Select(item =>
                Attribute(item, TextForm.Of(attribute), given) is var found && found is Undefined && given.Named.TryGetValue("default", out var otherwise)
                    ? otherwise : found).ToList();
        }

        var name = given.Text(0, "filter") ?? throw given.Error("'map' needs the name of a filter, or attribute=….");
        return Items(value, given).Select(item => Evaluator.ApplyFilter(name, item, given.Skip(1))).ToList();
    }

    public static object? Select(object? value, bool keep, Given given) => Items(value, given)
        .Where(item => Holds(item, given.Text(0, "test"), given.Skip(1)) == keep).ToList();

    public static object? SelectByAttribute(object? value, bool keep, Given given)
    {
        var attribute = given.Text(0, "attribute") ?? throw given.Error("This needs the name of an attribute.");
        return Items(value, given).Where(item => Holds(Attribute(item, attribute, given), given.Text(1, "test"), given.Skip(2)) == keep).ToList();
    }

    public static object? SortDictionary(object? value, Given given) => value is Dictionary<string, object?> map
        ? map.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(pair => (object?)new List<object?> { pair.Key, pair.Value }).ToList()
        : throw given.Error("'dictsort' needs a dictionary.");

    private static bool Holds(object? item, string? test, Given given)
    {
        given.Step();
        return test is null ? Values.IsTrue(item) : Evaluator.ApplyTest(test, item, given);
    }

    private static object? Attribute(object? item, string path, Given given) =>
        path.Split('.').Aggregate(item, (value, name) => Lookup.Attribute(value, name, given.At));

    private static int Compare(object? left, object? right, Given given) =>
        Values.Order(left, right) ?? throw given.Error($"{Values.Kind(left)} and {Values.Kind(right)} have no order.");
}
