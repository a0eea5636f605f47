using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Changes;

namespace Studio.Web.Datasets;

/// <summary>The difference of two texts, word by word.</summary>
public sealed partial class DiffText
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<DiffPart> Parts { get; set; }

    private static string Seen(string text) => string.Concat(text.Select(c => c switch
    {
        ' ' when string.IsNullOrWhiteSpace(text) => "·",
        '\t' => "→",
        '\n' => "↵\n",
        '\r' => "␍",
        '\u00A0' => "⍽",
        _ when char.IsControl(c) => $"\\u{(int)c:X4}",
        _ => c.ToString(),
    }));
}
