namespace Studio.Templates.Rendering;

/// <summary>What may stand after <c>is</c>.</summary>
internal static class Tests
{
    public static readonly IReadOnlyDictionary<string, Func<object?, Given, bool>> All = new Dictionary<string, Func<object?, Given, bool>>
    {
        ["defined"] = (value, _) => value is not Undefined,
        ["undefined"] = (value, _) => value is Undefined,
        ["none"] = (value, _) => value is null,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["boolean"] = (value, _) => value is bool,
        ["string"] = (value, _) => value is string,
        ["number"] = (value, _) => value is long or double or bool,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["mapping"] = (value, _) => value is Dictionary<string, object?>,
        ["sequence"] = (value, _) => value is List<object?> or string or Dictionary<string, object?>,
        ["iterable"] = (value, _) => Values.Items(value) is not null,
        ["odd"] = (value, given) => Whole(value, given) % 2 != 0,
        ["even"] = (value, given) => Whole(value, given) % 2 == 0,
        ["divisibleby"] = (value, given) => given.Integer(0, "number", 0) is not 0 and var by ? Whole(value, given) % by == 0 : throw given.Error("This divides by zero."),
        ["in"] = (value, given) => Lookup.Contains(given.Get(0, "container"), value, given.At),
        ["eq"] = (value, given) => Values.Equals(value, given.Get(0, "other")),
        ["equalto"] = (value, given) => Values.Equals(value, given.Get(0, "other")),
        ["sameas"] = (value, given) => Values.Equals(value, given.Get(0, "other")) && value?.GetType() == given.Get(0, "other")?.GetType(),
        ["ne"] = (value, given) => !Values.Equals(value, given.Get(0, "other")),
        ["lt"] = (value, given) => Ordered(value, given) < 0,
        ["le"] = (value, given) => Ordered(value, given) <= 0,
        ["gt"] = (value, given) => Ordered(value, given) > 0,
        ["ge"] = (value, given) => Ordered(value, given) >= 0,
        ["upper"] = (value, _) => value is string text && text == text.ToUpperInvariant() && text.Any(char.IsLetter),
        ["lower"] = (value, _) => value is string text && text == text.ToLowerInvariant() && text.Any(char.IsLetter),
    };

    private static long Whole(object? value, Given given) =>
        value as long? ?? throw given.Error($"This test needs a whole number, this is {Values.Kind(value)}.");

    private static int Ordered(object? value, Given given) =>
        Values.Order(value, given.Get(0, "other")) ?? throw given.Error($"{Values.Kind(value)} and {Values.Kind(given.Get(0, "other"))} cannot be compared.");
}
