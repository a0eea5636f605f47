using System.Text.Json.Nodes;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

public sealed class RecipeTests
{
    [Fact]
    public void A_recipe_survives_the_way_through_json()
    {
        var recipe = new Recipe
        {
            BaseModel = "scratch", Scratch = new() { HiddenSize = 64 }, ClassWeights = new Dictionary<string, double> { ["Great One"] = 2.5 },
            EarlyStopping = new(4, 0.01), Optimizer = new() { LearningRate = 1e-3, WarmupRatio = 0.06 }, MaxSteps = 77,
        };

        string json = RecipeJson.Write(recipe);

        Assert.Contains("\"warmup_ratio\": 0.06", json, StringComparison.Ordinal);
        Assert.Contains("\"Great One\": 2.5", json, StringComparison.Ordinal);
        Assert.Equal(json, RecipeJson.Write(RecipeJson.Parse(json)));
    }

    [Theory]
    [InlineData("""{"batchsize": 8}""", "\"batchsize\". Did you mean \"batch_size\"?")]
    [InlineData("""{"optimizer": {"learning_rat": 1}}""", "\"optimizer.learning_rat\". Did you mean \"optimizer.learning_rate\"?")]
    [InlineData("""{"batch_size": "many"}""", "\"batch_size\" has a value of the wrong kind: it takes a whole number")]
    [InlineData("""{"batch_size": 1.5}""", "\"batch_size\" has a value of the wrong kind: it takes a whole number")]
    [InlineData("""{"optimizer": 3}""", "\"optimizer\" has a value of the wrong kind: it takes an object")]
    [InlineData("""{"epochs": }""", "not valid JSON (line 1, column 12)")]
    [InlineData("""[]""", "not a JSON object")]
    [InlineData("""{"seed": 1, "seed": 2}""", "wrong kind")]
    public void What_cannot_be_read_is_refused_with_its_path(string json, string says)
    {
        Assert.Contains(says, Assert.Throws<TrainingException>(() => RecipeJson.Parse(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"batch_size": 0}""", "batch_size")]
    [InlineData("""{"epochs": -1}""", "epochs")]
    [InlineData("""{"epochs": "NaN"}""", "epochs")]
    [InlineData("""{"max_length": 1000}""", "max_length")]
    [InlineData("""{"dropout": 1}""", "dropout")]
    [InlineData("""{"label_smoothing": 1}""", "label_smoothing")]
    [InlineData("""{"task": "poetry"}""", "task")]
    [InlineData("""{"method": "magic"}""", "method")]
    [InlineData("""{"method": "head"}""", "method")]
    [InlineData("""{"base_model": ""}""", "base_model")]
    [InlineData("""{"precision": "fp8"}""", "precision")]
    [InlineData("""{"scratch": {"hidden_size": 100, "num_attention_heads": 3}}""", "scratch.num_attention_heads")]
    [InlineData("""{"scratch": {"num_hidden_layers": 5000}}""", "scratch.num_hidden_layers")]
    [InlineData("""{"optimizer": {"learning_rate": 0}}""", "optimizer.learning_rate")]
    [InlineData("""{"optimizer": {"schedule": "zigzag"}}""", "optimizer.schedule")]
    [InlineData("""{"optimizer": {"adam_beta1": 1}}""", "optimizer.adam_beta1")]
    [InlineData("""{"optimizer": {"warmup_ratio": 2}}""", "optimizer.warmup_ratio")]
    [InlineData("""{"evaluation": {"eval_strategy": "steps"}}""", "evaluation.eval_steps")]
    [InlineData("""{"evaluation": {"metric_for_best_model": "beauty"}}""", "evaluation.metric_for_best_model")]
    [InlineData("""{"evaluation": {"eval_strategy": "no"}, "early_stopping": {}}""", "early_stopping")]
    [InlineData("""{"early_stopping": {"patience": 0}}""", "early_stopping.patience")]
    [InlineData("""{"class_weights": {"a": -1}}""", "class_weights.a")]
    public void An_impossible_value_is_named_by_its_field(string json, string field)
    {
        var problem = Assert.Single(RecipeValidation.Check(RecipeJson.Parse(json)));

        Assert.Equal(field, problem.Field);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_recipe_has_no_problems_and_the_schema_names_its_fields()
    {
        Assert.Empty(RecipeValidation.Check(new Recipe()));
        var properties = RecipeJson.Schema["properties"]!.AsObject();
        var written = JsonNode.Parse(RecipeJson.Write(new Recipe()))!.AsObject();
        Assert.All(written, field => Assert.True(properties.ContainsKey(field.Key)));
    }
}
