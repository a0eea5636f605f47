using Studio.Core.Tuning;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Language;

namespace Studio.Web.Tuning;

/// <summary>What a recipe for a language model does, as a person would say it.</summary>
public static class LanguageSentences
{
    public static IEnumerable<(string Topic, string Sentence)> Of(Recipe recipe)
    {
        if (!LanguageTasks.Is(recipe.Task))
            yield break;
        yield return ("Learns", Learns(recipe));
        var evaluation = recipe.Evaluation;
        if (recipe.Task != "reward")
            yield return ("Answers while it learns", (evaluation.SamplePrompts is { Count: > 0 } prompts ? $"{prompts.Count} {(prompts.Count == 1 ? "prompt of its own" : "prompts of its own")}" : "A few validation prompts")
                + $" {(evaluation.SamplePrompts is { Count: 1 } ? "is" : "are")} answered at each evaluation, {evaluation.GenerationMaxNewTokens} tokens at most."
                + (evaluation.PredictWithGenerate ? " Every validation row is answered too, for exact match, ROUGE-L and chrF." : ""));
        if (evaluation.GeneralSet is { } general && recipe.BaseModel != "scratch")
            yield return ("Forgetting", $"{(general == GeneralTexts.Name ? "Built-in everyday texts" : $"The validation rows of snapshot {general[..Math.Min(12, general.Length)]}")} are scored before the tuning and after it.");
    }

    private static string Learns(Recipe recipe)
    {
        var preference = recipe.Preference ?? new PreferenceSettings();
        return recipe.Task switch
        {
            "preference" => $"To prefer the chosen answer over the rejected one ({Loss(preference.LossType)}), without moving far from the base model: beta {RecipeSentences.Number(preference.Beta)}"
                + (preference.LabelSmoothing > 0 ? $", {preference.LabelSmoothing:P0} of the pairs expected to be the wrong way round." : "."),
            "reward" => "To give the chosen answer the higher number.",
            _ => "The answers of conversations and completions; plain texts whole." + (recipe.Packing ? " Short rows share one of full length without seeing each other." : ""),
        };
    }

    public static string Loss(string type) => type switch
    {
        "robust" => "robust DPO",
        "hinge" => "hinge loss, SLiC",
        "ipo" => "IPO",
        _ => "DPO",
    };
}
