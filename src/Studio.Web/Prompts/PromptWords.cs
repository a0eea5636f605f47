using System.Globalization;
using Studio.Web.Controls;

namespace Studio.Web.Prompts;

/// <summary>Figures, dates and names as this room writes them.</summary>
internal static class PromptWords
{
    public static string Day(DateTime at) => Moments.Day(at);

    public static string Moment(DateTime at) => Moments.Minute(at);

    public static string Time(DateTime at) => at.ToString("HH:mm", CultureInfo.InvariantCulture) + " UTC";

    public static string Role(string role) => role.Length == 0 ? "Text" : char.ToUpperInvariant(role[0]) + role[1..];

    public static string Count(int count, string one) => count == 1 ? $"1 {one}" : $"{count:N0} {one}s";

    public static string LabelClass(string label) => label == "production" ? "badge badge-good" : "badge";

    public static IReadOnlyList<string> Lines(string? text) =>
        [.. (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];
}
