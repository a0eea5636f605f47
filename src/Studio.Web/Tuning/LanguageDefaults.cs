using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>Recipes for language models that are a good first try, and what is offered for them.</summary>
public static class LanguageDefaults
{
    /// <summary>Low-rank adapters on all linear layers for a model that writes already (Dettmers et al., 2023), all weights for a new one.</summary>
    public static Recipe For(string task, string baseModel) => baseModel == "scratch"
        ? new Recipe
        {
            Task = task, Scratch = new ScratchShape { VocabSize = 2000 }, Epochs = 5, BatchSize = 16, MaxLength = 256, Packing = task == "causal-lm",
            Optimizer = new OptimizerSettings { LearningRate = 1e-3, WarmupRatio = 0.05 }, Evaluation = Evaluation(task),
        }
        : ByMethod(new Recipe
        {
            Task = task, BaseModel = baseModel, Method = "lora", Lora = new LoraSettings { R = 16, LoraAlpha = 32, TargetModules = ["all-linear"] }, Epochs = task == "preference" ? 1 : 3,
            BatchSize = 8, MaxLength = 512, Packing = task == "causal-lm", Optimizer = new OptimizerSettings { WarmupRatio = 0.05, WeightDecay = 0 },
            Preference = task == "preference" ? new PreferenceSettings() : null, Evaluation = Evaluation(task),
        });

    /// <summary>The same recipe with the learning rate that its method usually needs on a language model.</summary>
    public static Recipe ByMethod(Recipe recipe) => !LanguageTasks.Is(recipe.Task) ? recipe : recipe with
    {
        Packing = recipe.Packing && recipe.Method is not ("soft-prompt" or "prefix"),
        Optimizer = recipe.Optimizer with
        {
            LearningRate = UsualRates.For(recipe.Task, recipe.Method, recipe.BaseModel),
        },
    };

    /// <summary>Another task: what the two kinds of model share stays, the rest begins anew, on a base model that can learn it.</summary>
    public static Recipe ForTask(Recipe before, string task, IReadOnlyList<BaseModel> models)
    {
        bool Fits(string model) => model == "scratch" ? LanguageTasks.FromScratch(task) : LanguageTasks.Suits(task, LanguageTasks.Architecture(model));
        // A model that writes already is the better start, so it is proposed wherever there is one.
        var stays = Fits(before.BaseModel) && !(LanguageTasks.Is(task) && before.BaseModel == "scratch");
        var model = stays ? before.BaseModel : models.FirstOrDefault(m => Fits(m.Path))?.Path ?? "scratch";
        if (!LanguageTasks.Is(task) && !LanguageTasks.Is(before.Task) && model == before.BaseModel)
            return before with { Task = task };
        var usual = LanguageTasks.Is(task) ? For(task, model) : (model == "scratch" ? LaunchDefaults.Scratch : LaunchDefaults.For(model)) with { Task = task };
        return usual with { Seed = before.Seed };
    }

    /// <summary>By which the best weights can be chosen, with their names in words.</summary>
    public static IEnumerable<(string Name, string Words)> Metrics(Recipe recipe) => recipe.Task switch
    {
        "causal-lm" when recipe.Evaluation.PredictWithGenerate => [("loss", "loss"), ("token_accuracy", "tokens said right"), ("exact_match", "exact match"), ("rougeL", "ROUGE-L"), ("chrf", "chrF")],
        "causal-lm" => [("loss", "loss"), ("token_accuracy", "tokens said right")],
        "preference" or "reward" => [("accuracy", "pairs told apart"), ("loss", "loss"), ("margin", "margin")],
        _ => [("accuracy", "accuracy"), ("f1_macro", "macro F1"), ("loss", "loss")],
    };

    private static EvaluationSettings Evaluation(string task) => new() { MetricForBestModel = task == "causal-lm" ? "loss" : "accuracy" };
}
