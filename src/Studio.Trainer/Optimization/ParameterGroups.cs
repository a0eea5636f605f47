using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Studio.Trainer.Optimization;

/// <summary>Sorts parameters as Hugging Face's Trainer does: weight decay is for everything but biases and normalizations.</summary>
public static partial class ParameterGroups
{
    /// <summary>Two groups, the decayed one first; an empty one is left out.</summary>
    public static IReadOnlyList<ParameterGroup> Build(IEnumerable<(string Name, Tensor Parameter)> parameters, double weightDecay) =>
        Build(parameters, weightDecay, 1, 0);

    /// <summary>As transformers' two groups, split by layer where layers learn at different rates or from different steps on.</summary>
    /// <param name="parameters">The trained weights.</param>
    /// <param name="weightDecay">For all but biases and normalizations.</param>
    /// <param name="layerwiseDecay">Share of the rate that each layer keeps of the one above it.</param>
    /// <param name="layers">Layers of the encoder; 0 keeps all layers together.</param>
    public static IReadOnlyList<ParameterGroup> Build(IEnumerable<(string Name, Tensor Parameter)> parameters, double weightDecay, double layerwiseDecay, int layers)
    {
        var groups = parameters
            .GroupBy(p => (Layer: layers == 0 ? 0 : LayerOf(p.Name, layers), Decayed: IsDecayed(p.Name)))
            .OrderByDescending(g => g.Key.Layer).ThenByDescending(g => g.Key.Decayed);
        return [.. groups.Select(g => new ParameterGroup(
            $"layer_{g.Key.Layer}.{(g.Key.Decayed ? "decay" : "no_decay")}", [.. g], g.Key.Decayed ? weightDecay : 0, Math.Pow(layerwiseDecay, layers - g.Key.Layer), g.Key.Layer))];
    }

    /// <summary>The number of the layer that a weight belongs to by its name: -1 for embeddings, <paramref name="layers"/> for what stands above the layers.</summary>
    public static int LayerOf(string name, int layers) =>
        LayerNumber().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : Table().IsMatch(name) ? -1 : layers;

    /// <summary>False for biases and for the weights of normalizations.</summary>
    public static bool IsDecayed(string name) => !Undecayed().IsMatch(name);

    [GeneratedRegex(@"\.(?:layers?|h)\.(\d{1,4})\.")]
    private static partial Regex LayerNumber();

    [GeneratedRegex(@"embeddings\.|embed_tokens|\.w[tp]e\.")]
    private static partial Regex Table();

    [GeneratedRegex(@"bias|\.ln_\w+\.|layernorm|rmsnorm|(?:^|\.)norm(?:$|\.)|_norm(?:$|\.)|\.norm\d*\.", RegexOptions.IgnoreCase)]
    private static partial Regex Undecayed();
}
