using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>Recipes that are a good first try, by what the model starts from.</summary>
public static class LaunchDefaults
{
    private const int FewSteps = 200;

    /// <summary>A small new encoder: it must learn everything, so it learns fast and often.</summary>
    public static Recipe Scratch => Recipe.FromScratch;

    /// <summary>All weights of a pretrained encoder, gently.</summary>
    public static Recipe For(string baseModel) => new()
    {
        BaseModel = baseModel,
        Epochs = 3,
        BatchSize = 16,
        MaxLength = 256,
        Optimizer = new OptimizerSettings { LearningRate = UsualRates.For("sequence-classification", "full", baseModel), WarmupRatio = 0.06 },
    };

    /// <summary>On few rows, enough passes that something is learned: 200 steps, but no row more than 60 times from scratch and 20 times with a pretrained model.</summary>
    public static Recipe Sized(Recipe recipe, int rows)
    {
        var perEpoch = Math.Max(1, Math.Ceiling(rows / (double)recipe.BatchSize));
        if (perEpoch * recipe.Epochs >= FewSteps)
            return recipe;
        var epochs = Math.Min(Math.Ceiling(FewSteps / perEpoch), recipe.BaseModel == "scratch" ? 60 : 20);
        return recipe with { Epochs = Math.Max(epochs, recipe.Epochs), EarlyStopping = null };
    }

    /// <summary>The same recipe by another method, with the learning rate that is usual for it and no settings of others.</summary>
    public static Recipe ByMethod(Recipe recipe, string method) => recipe with
    {
        Method = method,
        Lora = method == "lora" ? recipe.Lora ?? new LoraSettings() : null,
        SoftPrompt = method is "soft-prompt" or "prefix" ? recipe.SoftPrompt ?? new SoftPromptSettings() : null,
        Unfreezing = method == "gradual" ? recipe.Unfreezing ?? new UnfreezingSettings() : null,
        Optimizer = recipe.Optimizer with
        {
            LearningRate = UsualRates.For(recipe.Task, method, recipe.BaseModel),
            WeightDecay = method is "soft-prompt" or "prefix" ? 0 : recipe.Optimizer.WeightDecay,
        },
    };

    /// <summary>Another base model: what suits one kind of start does not suit the other; between two of a kind only a rate that nobody chose follows the model.</summary>
    public static Recipe Moved(Recipe before, Recipe after)
    {
        if ((before.BaseModel == "scratch") == (after.BaseModel == "scratch"))
            return Usual(before) == before.Optimizer.LearningRate ? after with { Optimizer = after.Optimizer with { LearningRate = Usual(after) } } : after;
        if (LanguageTasks.Is(after.Task))
            return LanguageDefaults.For(after.Task, after.BaseModel) with { Seed = after.Seed };
        var usual = after.BaseModel == "scratch" ? Scratch : For(after.BaseModel);
        return after with
        {
            Scratch = usual.Scratch,
            Method = usual.Method,
            Lora = null,
            SoftPrompt = null,
            Unfreezing = null,
            EarlyStopping = usual.EarlyStopping,
            Epochs = usual.Epochs,
            BatchSize = usual.BatchSize,
            MaxLength = usual.MaxLength,
            Dropout = usual.Dropout,
            Optimizer = usual.Optimizer,
        };
    }

    private static double Usual(Recipe recipe) => UsualRates.For(recipe.Task, recipe.Method, recipe.BaseModel);
}
