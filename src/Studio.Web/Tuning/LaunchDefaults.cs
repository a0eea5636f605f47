using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>Recipes that are a good first try, by what the model starts from.</summary>
public static class LaunchDefaults
{
    /// <summary>A small new encoder: it must learn everything, so it learns fast and often.</summary>
    public static Recipe Scratch { get; } = new()
    {
        BaseModel = "scratch",
        Scratch = new ScratchShape(),
        Epochs = 5,
        BatchSize = 32,
        MaxLength = 128,
        Dropout = 0.1,
        Optimizer = new OptimizerSettings { LearningRate = 5e-4, WarmupRatio = 0.06 },
    };

    /// <summary>All weights of a pretrained encoder, gently: Devlin et al. (2019), appendix A.3.</summary>
    public static Recipe For(string baseModel) => new()
    {
        BaseModel = baseModel,
        Epochs = 3,
        BatchSize = 16,
        MaxLength = 256,
        Optimizer = new OptimizerSettings { LearningRate = 2e-5, WarmupRatio = 0.06 },
    };

    /// <summary>Another base model: what suits one kind of start does not suit the other, and between two of a kind nothing changes.</summary>
    public static Recipe Moved(Recipe before, Recipe after)
    {
        if ((before.BaseModel == "scratch") == (after.BaseModel == "scratch"))
            return after;
        var usual = after.BaseModel == "scratch" ? Scratch : For(after.BaseModel);
        return after with
        {
            Scratch = usual.Scratch,
            Method = usual.Method,
            Epochs = usual.Epochs,
            BatchSize = usual.BatchSize,
            MaxLength = usual.MaxLength,
            Dropout = usual.Dropout,
            Optimizer = usual.Optimizer,
        };
    }
}
