using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>
/// The learning rate to try first: by task, by method, and by how wide the base model is. Narrow encoders need larger steps: 2e-5 for one of 768 (Devlin et al., 2019, appendix A.3),
/// up to 3e-4 for one of 256 (Turc et al., 2019, who tune encoders from 128 to 768), and 1e-3 where each part is normalized before and not after it, as measured on the starter encoder (its card).
/// </summary>
public static class UsualRates
{
    private const int Narrow = 384;

    /// <param name="task">As in a recipe.</param>
    /// <param name="method">As in a recipe.</param>
    /// <param name="baseModel">A model's folder, or <c>scratch</c>.</param>
    public static double For(string task, string method, string baseModel)
    {
        if (baseModel == "scratch")
            return task == "causal-lm" ? 1e-3 : Recipe.FromScratch.Optimizer.LearningRate;
        bool narrow = ModelKind.Width(baseModel) <= Narrow;
        return (task, method) switch
        {
            (_, "soft-prompt") => 3e-2,
            (_, "prefix") => 1e-2,
            ("preference", "lora" or "rslora" or "dora") => narrow ? 1e-4 : 1e-5,
            ("preference", _) => narrow ? 1e-5 : 5e-7,
            ("causal-lm" or "reward", "lora" or "rslora" or "dora") => narrow ? 1e-3 : 2e-4,
            (_, "lora" or "rslora" or "dora") => narrow ? 2e-3 : 5e-4,
            (_, "head") => narrow ? 3e-3 : 1e-3,
            _ => !narrow ? 2e-5 : ModelKind.Type(baseModel) == "modernbert" ? 1e-3 : 3e-4,
        };
    }
}
