using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Methods;

/// <summary>Makes a model ready for the recipe's way of tuning.</summary>
internal static class TuningMethod
{
    /// <summary>Names that a recipe may give.</summary>
    public static IReadOnlyList<string> Names { get; } = ["full", "head", "gradual", "lora", "rslora", "dora", "soft-prompt", "prefix"];

    /// <summary>Freezes and adds what the method asks for.</summary>
    /// <returns>The weights that the run changes, sooner or later.</returns>
    /// <exception cref="ModelFormatException">The method's settings do not fit the model.</exception>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Apply(TransformerModel model, ITokenizer tokenizer, Recipe recipe)
    {
        long seed = (long)(Randomness.For(recipe.Seed, "adapter") >> 1);
        if (recipe.Task == RecipeValidation.Contrastive)
            Freeze(model, BaseModel.IsHead);
        switch (recipe.Method)
        {
            case "head":
                Freeze(model, static name => !BaseModel.IsHead(name));
                break;
            case "lora" or "rslora" or "dora":
                var lora = recipe.Lora ?? new();
                LoraAdapter.Attach(model, lora with { UseRslora = lora.UseRslora || recipe.Method == "rslora", UseDora = lora.UseDora || recipe.Method == "dora" }).Initialize(seed);
                TrainPooler(model);
                break;
            case "soft-prompt":
                var settings = recipe.SoftPrompt ?? new();
                if (settings.NumVirtualTokens > model.MaxTokens / 2)
                    throw new ModelFormatException($"{settings.NumVirtualTokens} virtual tokens (soft_prompt.num_virtual_tokens) are more than half of the {model.MaxTokens} that the model reads.");
                SoftPromptAdapter.Attach(model, settings.NumVirtualTokens, settings.PromptTuningInit).Initialize(model, FirstTokens(model, tokenizer, recipe.Seed, settings), seed);
                TrainPooler(model);
                break;
            case "prefix":
                var prefix = recipe.SoftPrompt ?? new();
                if (prefix.NumVirtualTokens > model.MaxTokens / 2)
                    throw new ModelFormatException($"{prefix.NumVirtualTokens} virtual tokens (soft_prompt.num_virtual_tokens) are more than half of the {model.MaxTokens} that the model reads.");
                var first = FirstTokens(model, tokenizer, recipe.Seed, prefix);
                PrefixAdapter.Attach(model, prefix.NumVirtualTokens).Initialize(model, first, seed);
                break;
        }
        return [.. model.Trainable];
    }

    private static void Freeze(TransformerModel model, Func<string, bool> which)
    {
        foreach (var (_, tensor) in model.Parameters.All.Where(p => which(p.Name)))
            tensor.requires_grad = false;
    }

    /// <summary>A pooler that no file gave starts from noise and has to be learned; PEFT would leave it so.</summary>
    private static void TrainPooler(TransformerModel model)
    {
        foreach (var (name, tensor) in model.Parameters.All.Where(p => BaseModel.IsHead(p.Name)))
            if (model.FreshWeights.Contains(name))
                tensor.requires_grad = true;
    }

    private static IReadOnlyList<int> FirstTokens(TransformerModel model, ITokenizer tokenizer, int seed, SoftPromptSettings settings) => settings.PromptTuningInit switch
    {
        "TEXT" => tokenizer.Encode(settings.PromptTuningInitText ?? "", addSpecialTokens: false).Ids,
        "SAMPLE_VOCAB" => [.. Enumerable.Range(0, settings.NumVirtualTokens).Select(i => (int)(Randomness.For(seed, "prompt", i) % (ulong)model.VocabularySize))],
        _ => [],
    };
}
