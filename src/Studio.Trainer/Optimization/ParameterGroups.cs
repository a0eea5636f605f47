using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Studio.Trainer.Optimization;

/// <summary>Sorts parameters as Hugging Face's Trainer does: weight decay is for everything but biases and normalizations.</summary>
public static partial class ParameterGroups
{
    /// <summary>Two groups, the decayed one first; an empty one is left out.</summary>
    public static IReadOnlyList<ParameterGroup> Build(IEnumerable<(string Name, Tensor Parameter)> parameters, double weightDecay)
    {
        var sorted = parameters.ToLookup(p => IsDecayed(p.Name));
        return [.. new[] { new ParameterGroup([.. sorted[true]], weightDecay), new ParameterGroup([.. sorted[false]], 0) }.Where(g => g.Parameters.Count > 0)];
    }

    /// <summary>False for biases and for the weights of normalizations.</summary>
    public static bool IsDecayed(string name) => !Undecayed().IsMatch(name);

    [GeneratedRegex(@"bias|layernorm|rmsnorm|(?:^|\.)norm(?:$|\.)|_norm(?:$|\.)|\.norm\d*\.", RegexOptions.IgnoreCase)]
    private static partial Regex Undecayed();
}
