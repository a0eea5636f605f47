using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Examples;

namespace Studio.Web.Datasets;

/// <summary>A text with its labeled spans.</summary>
public sealed partial class MarkedText
{
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter]
    public IReadOnlyList<ExampleSpan> Spans { get; set; } = [];

    private IEnumerable<(string Piece, string Labels)> Pieces()
    {
        var borders = Spans.SelectMany(s => new[] { s.Start, s.End }).Append(0).Append(Text.Length)
            .Select(b => Math.Clamp(b, 0, Text.Length)).Distinct().Order().ToList();
        for (var i = 0; i + 1 < borders.Count; i++)
        {
            var (start, end) = (borders[i], borders[i + 1]);
            yield return (Text[start..end], string.Join(", ", Spans.Where(s => s.Start <= start && s.End >= end).Select(s => s.Label).Distinct()));
        }
    }
}
