using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets.Vectors;

namespace Studio.Web.Datasets;

/// <summary>The examples that mean something like a text, the nearest first.</summary>
public sealed partial class LikeRows
{
    private const int Shown = 100;

    private SimilarExamples? _found;
    private string? _problem;
    private (long Version, string Text)? _shown;

    [Parameter, EditorRequired]
    public required DatasetView View { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter]
    public long? Open { get; set; }

    [Parameter, EditorRequired]
    public required Func<long?, string> Link { get; set; }

    [Parameter, EditorRequired]
    public required RowTicks Ticks { get; set; }

    [Parameter]
    public EventCallback Ticked { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (View.Version, Text))
            return;
        if (_shown?.Text != Text)
            _found = null;
        _shown = (View.Version, Text);
        if (string.IsNullOrWhiteSpace(Text))
            return;
        try
        {
            (_found, _problem) = (await Find.ToTextAsync(View.Actor, View.Id, Text, Shown), null);
        }
        catch (StudioException problem)
        {
            (_found, _problem) = (null, problem.Message);
        }
    }

    private Task TickAsync(bool wanted, IReadOnlyList<SimilarExample> examples)
    {
        foreach (var example in examples)
            Ticks.Tick(example.Id, wanted);
        return Ticked.InvokeAsync();
    }
}
