namespace Studio.Core.Labeling;

/// <summary>Colours and keys that labels get by their place: Okabe and Ito's eight, which colour-blind people tell apart, and the upper rows of the keyboard.</summary>
public static class LabelAppearance
{
    public static readonly IReadOnlyList<string> Colors =
        ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#767676"];

    // Without the letters that the labeling page itself uses: f, j, k, u, and the reserved g and h of its side panels.
    public static readonly IReadOnlyList<string> Keys =
        [.. "1234567890qwertyiopasdlzxcvbnm".Select(c => c.ToString())];

    public static string ColorAt(int index) => Colors[index % Colors.Count];

    public static string? FreeKey(IReadOnlyCollection<string?> taken) => Keys.FirstOrDefault(key => !taken.Contains(key));
}
