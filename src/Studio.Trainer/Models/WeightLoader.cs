using Studio.Trainer.Formats;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Copies a folder's weights into a model by their names and tells what did not fit.</summary>
internal static class WeightLoader
{
    private static readonly string[] Prefixes = ["bert.", "roberta.", "distilbert.", "model.", "transformer."];

    public static LoadReport Load(ParameterSet parameters, WeightFiles weights)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Walk(parameters, weights, (parameter, stored) =>
        {
            using (NewDisposeScope())
                parameter.copy_(weights.Read(stored));
        });
    }

    /// <summary>What would not fit, by names and shapes alone; nothing is read.</summary>
    public static LoadReport Compare(ParameterSet parameters, WeightFiles weights) => Walk(parameters, weights, (_, _) => { });

    private static LoadReport Walk(ParameterSet parameters, WeightFiles weights, Action<Tensor, string> take)
    {
        var available = weights.Names.ToDictionary(Modern, name => name, StringComparer.Ordinal);
        var report = new LoadReport(weights.Folder);
        foreach (var (name, parameter) in parameters.All)
        {
            string? stored = Find(available, name);
            if (stored is null)
                report.Missing.Add(name);
            else if (!weights.Find(stored)!.Shape.SequenceEqual(parameter.shape))
                report.Misshapen.Add(new(name, [.. weights.Find(stored)!.Shape], parameter.shape));
            else
                take(parameter, stored);
            if (stored is not null)
                available.Remove(Modern(stored));
        }
        report.Unexpected.AddRange(available.Values.Where(name => !name.EndsWith("position_ids", StringComparison.Ordinal) && name != Methods.SoftPromptAdapter.TensorName).Order(StringComparer.Ordinal));
        return report;
    }

    /// <summary>A file of the bare encoder has no family name in front of its tensors.</summary>
    private static string? Find(Dictionary<string, string> available, string name)
    {
        if (available.TryGetValue(name, out string? stored))
            return stored;
        string? prefix = Prefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal));
        return prefix is not null && available.TryGetValue(name[prefix.Length..], out stored) ? stored : null;
    }

    /// <summary>Old files call the weights of a normalization gamma and beta.</summary>
    private static string Modern(string name) => name.EndsWith("LayerNorm.gamma", StringComparison.Ordinal) ? name[..^5] + "weight"
        : name.EndsWith("LayerNorm.beta", StringComparison.Ordinal) ? name[..^4] + "bias" : name;
}
