using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning.Trials;

/// <summary>The fields that a search varies, and between which values.</summary>
public sealed partial class SearchSpaceEditor
{
    [Parameter, EditorRequired]
    public required SearchSettings Search { get; set; }

    [Parameter]
    public EventCallback<SearchSettings> SearchChanged { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Problems { get; set; }

    private Task Add(ChangeEventArgs e) => SearchableFields.All.TryGetValue(Text(e), out var range) ? Set(Text(e), range) : Task.CompletedTask;

    private Task Remove(string path) => SearchChanged.InvokeAsync(Search with { Space = Search.Space.Where(f => f.Key != path).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal) });

    private Task Set(string path, SearchRange range) =>
        SearchChanged.InvokeAsync(Search with { Space = new Dictionary<string, SearchRange>(Search.Space, StringComparer.Ordinal) { [path] = range } });

    private static SearchRange Typed(SearchRange range, string type) => type == "choice"
        ? new() { Type = type, Values = range.Values ?? [.. new[] { range.Min, range.Max }.OfType<double>().Select(v => JsonSerializer.SerializeToElement(v))] }
        : range with { Type = type, Values = null };

    private static string Listed(SearchRange range) => string.Join(", ", (range.Values ?? []).Select(v => v.GetRawText().Trim('"')));

    private static IReadOnlyList<JsonElement> Values(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Value)];

    // Numbers and true or false are themselves, all else is a text.
    private static JsonElement Value(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number == Math.Round(number) && Math.Abs(number) < 1e15 ? JsonSerializer.SerializeToElement((long)number) : JsonSerializer.SerializeToElement(number)
            : bool.TryParse(word, out var flag) ? JsonSerializer.SerializeToElement(flag) : JsonSerializer.SerializeToElement(word);

    private static double? Number(ChangeEventArgs e) => double.TryParse(Text(e), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Shown(double? value) => value is { } number ? RecipeSentences.Number(number) : "";

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";
}
