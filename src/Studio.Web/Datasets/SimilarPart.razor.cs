using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets.Vectors;

namespace Studio.Web.Datasets;

/// <summary>What is near the opened example, with a word where the neighbours are labeled otherwise.</summary>
public sealed partial class SimilarPart
{
    private const int Shown = 8, LongestInAddress = 300;

    private SimilarExamples? _found;
    private string? _problem;
    private (long Version, long Example)? _shown;

    [Parameter, EditorRequired]
    public required DatasetView View { get; set; }

    [Parameter, EditorRequired]
    public required long ExampleId { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter, EditorRequired]
    public required Func<long?, string> Link { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (View.Version, ExampleId))
            return;
        if (_shown?.Example != ExampleId)
            (_found, _problem) = (null, null);
        _shown = (View.Version, ExampleId);
        try
        {
            (_found, _problem) = (await Find.ToExampleAsync(View.Actor, View.Id, ExampleId, Shown), null);
        }
        catch (StudioException problem)
        {
            (_found, _problem) = (null, problem.Message);
        }
    }

    private string Like(string text) => $"{View.Href}?like={Uri.EscapeDataString(text.Length > LongestInAddress ? text[..LongestInAddress] : text)}";
}
