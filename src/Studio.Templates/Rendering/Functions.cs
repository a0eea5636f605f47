using System.Globalization;
using System.Text;

namespace Studio.Templates.Rendering;

/// <summary>Functions that stand alone: those of Jinja and of transformers' chat templates.</summary>
internal static class Functions
{
    public static readonly IReadOnlyDictionary<string, Func<Given, object?>> All = new Dictionary<string, Func<Given, object?>>
    {
        ["range"] = Range,
        ["namespace"] = Namespace,
        ["dict"] = given => given.Named.ToDictionary(),
        ["raise_exception"] = given => throw given.Error(TextForm.Of(given.Get(0, "message", "The template refused."))),
        ["strftime_now"] = given => Format(given.Evaluator.Budget.Options.Clock.GetLocalNow(), given.Text(0, "format") ?? ""),
    };

    private static List<object?> Range(Given given)
    {
        var (start, stop) = given.Positional.Count > 1 ? (given.Integer(0, "start", 0), given.Integer(1, "stop", 0)) : (0, given.Integer(0, "stop", 0));
        var step = given.Integer(2, "step", 1);
        if (step == 0)
            throw given.Error("range cannot have a step of zero.");
        var numbers = new List<object?>();
        for (var i = start; step > 0 ? i < stop : i > stop; i += step)
        {
            given.Step();
            numbers.Add(i);
        }

        return numbers;
    }

    private static Namespace Namespace(Given given)
    {
        var space = new Namespace();
        foreach (var (name, value) in given.Named)
            space[name] = value;
        return space;
    }

    private static string Format(DateTimeOffset now, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
                text.Append(format[i]);
            else
                text.Append(Part(now, format[++i]));
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset now, char letter)
    {
        var pattern = letter switch
        {
            'd' => "dd", 'm' => "MM", 'Y' => "yyyy", 'y' => "yy", 'B' => "MMMM", 'b' => "MMM", 'A' => "dddd", 'a' => "ddd",
            'H' => "HH", 'I' => "hh", 'M' => "mm", 'S' => "ss", 'p' => "tt", _ => null,
        };
        return pattern is null ? letter == '%' ? "%" : $"%{letter}" : now.ToString(pattern, CultureInfo.InvariantCulture);
    }
}
