using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Searches;

namespace Studio.Cli.Commands;

/// <summary>What a finished training prints, with its folds or trials where it had any.</summary>
internal static class TrainSummary
{
    public static JsonObject Of(TrainingResult result, Recipe recipe, string output)
    {
        var summary = new JsonObject
        {
            ["model"] = result.ModelDirectory,
            ["weights_sha256"] = result.WeightsSha256,
            ["steps"] = result.Steps,
            ["best_step"] = result.BestStep,
            ["metrics"] = JsonSerializer.SerializeToNode(result.BestMetrics),
            ["stopped_early"] = result.StoppedEarly,
            ["elapsed_seconds"] = result.Elapsed.TotalSeconds,
            ["labels"] = JsonSerializer.SerializeToNode(result.Labels),
            ["trainable_parameters"] = result.TrainableParameters,
        };
        if (recipe.Folds is not null && FoldsFile.Read(output) is { } folds)
            summary["folds"] = new JsonObject
            {
                ["mean"] = Node(folds.Mean),
                ["std"] = Node(folds.Std),
                ["out_of_fold"] = Node(folds.OutOfFold),
                ["each"] = Node(folds.Folds),
                ["predictions"] = File.Exists(Path.Combine(output, FoldsFile.PredictionsName)) ? Path.Combine(output, FoldsFile.PredictionsName) : null,
            };
        if (recipe.Search is not null && SearchFile.Read(output) is { } search)
            summary["search"] = new JsonObject
            {
                ["best"] = search.Best,
                ["values"] = Values(search.Trials.Single(t => t.Number == search.Best)),
                ["importance"] = Node(search.Importance),
                ["trials"] = new JsonArray([.. search.Trials.OrderBy(t => t.Number).Select(t => (JsonNode?)new JsonObject
                {
                    ["number"] = t.Number, ["values"] = Values(t), ["state"] = Node(t.State.ToString().ToLowerInvariant()), ["metrics"] = Node(t.Metrics), ["reason"] = t.Reason,
                })]),
            };
        return summary;
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, RecipeJson.Options);

    private static JsonObject Values(Trial trial) => new(trial.Values.Select(v => KeyValuePair.Create(v.Key, JsonNode.Parse(v.Value))));
}
