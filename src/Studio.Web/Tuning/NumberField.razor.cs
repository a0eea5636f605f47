using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>A number of a recipe. What cannot be read as one is said and changes nothing.</summary>
public sealed partial class NumberField
{
    private string? _unread;

    [Parameter, EditorRequired]
    public required string Path { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Help { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    [Parameter, EditorRequired]
    public required double? Value { get; set; }

    [Parameter]
    public EventCallback<double?> ValueChanged { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Problems { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Advice { get; set; }

    private string Id => Path.Replace('.', '-');

    private string Shown => Value switch
    {
        null => "",
        { } value when value != 0 && Math.Abs(value) < 1e-3 => value.ToString("0.########e-0", CultureInfo.InvariantCulture),
        { } value => value.ToString(CultureInfo.InvariantCulture),
    };

    private async Task ChangeAsync(ChangeEventArgs e)
    {
        var text = e.Value?.ToString()?.Trim() ?? "";
        var read = double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        _unread = read || text.Length == 0 ? null : text;
        if (_unread is null)
            await ValueChanged.InvokeAsync(read ? value : null);
    }
}
