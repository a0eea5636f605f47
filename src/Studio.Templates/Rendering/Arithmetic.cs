using System.Globalization;
using Studio.Templates.Syntax;

namespace Studio.Templates.Rendering;

/// <summary>Operators on values, with Python's rules.</summary>
internal static class Arithmetic
{
    public static object Negate(Unary at, object? value) => (at.Operator, Values.Number(value)) switch
    {
        ("-", long number) => -number,
        ("-", double number) => -number,
        ("+", { } number) => number,
        _ => throw Refuse(at.Operator, value, at),
    };

    public static object? Apply(Binary at, object? left, object? right, Budget budget)
    {
        switch (at.Operator, left, right)
        {
            case ("~", _, _):
                return Join(TextForm.Of(left), TextForm.Of(right), at, budget);
            case ("+", string a, string b):
                return Join(a, b, at, budget);
            case ("+", List<object?> a, List<object?> b):
                budget.Size((long)a.Count + b.Count, at.Line, at.Column);
                return a.Concat(b).ToList();
            case ("*", string text, long times):
                budget.Size(text.Length * Math.Max(times, 0), at.Line, at.Column);
                return times <= 0 ? "" : string.Concat(Enumerable.Repeat(text, (int)times));
        }

        return (Values.Number(left), Values.Number(right)) switch
        {
            (long a, long b) when at.Operator is not "/" => Integers(at, a, b),
            ({ } a, { } b) => Floats(at, Double(a), Double(b)),
            _ => throw Refuse(at.Operator, left, right, at),
        };
    }

    private static string Join(string left, string right, Expression at, Budget budget)
    {
        budget.Size((long)left.Length + right.Length, at.Line, at.Column);
        return left + right;
    }

    private static object Integers(Binary at, long a, long b)
    {
        if (b == 0 && at.Operator is "//" or "%")
            throw new TemplateException("This divides by zero.", at.Line, at.Column);
        try
        {
            return checked(at.Operator switch
            {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "//" => Math.DivRem(a, b) is var (quotient, rest) && rest != 0 && (rest < 0) != (b < 0) ? quotient - 1 : quotient,
                "%" => ((a % b) + b) % b,
                _ => b < 0 ? throw new TemplateException("A whole number cannot be raised to a negative power here.", at.Line, at.Column) : Power(a, b),
            });
        }
        catch (OverflowException)
        {
            throw new TemplateException("This number is too large.", at.Line, at.Column);
        }
    }

    private static long Power(long number, long power)
    {
        long result = 1;
        for (var i = 0; i < Math.Min(power, 64) && number is not (0 or 1 or -1); i++)
            result = checked(result * number);
        return number switch { 0 => power == 0 ? 1 : 0, 1 => 1, -1 => power % 2 == 0 ? 1 : -1, _ => result };
    }

    private static double Floats(Binary at, double a, double b)
    {
        if (b == 0 && at.Operator is "/" or "//" or "%")
            throw new TemplateException("This divides by zero.", at.Line, at.Column);
        return at.Operator switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor(a / b),
            "%" => a - (b * Math.Floor(a / b)),
            _ => Math.Pow(a, b),
        };
    }

    private static double Double(object number) => Convert.ToDouble(number, CultureInfo.InvariantCulture);

    private static TemplateException Refuse(string sign, object? value, Expression at) =>
        new($"'{sign}' does not go with {Described(value)}.", at.Line, at.Column);

    private static TemplateException Refuse(string sign, object? left, object? right, Expression at) =>
        new($"'{sign}' does not go with {Described(left)} and {Described(right)}.", at.Line, at.Column);

    private static string Described(object? value) => value is Undefined undefined ? $"'{undefined.Name}', which has no value," : Values.Kind(value);
}
