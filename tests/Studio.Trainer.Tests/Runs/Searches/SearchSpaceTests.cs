using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs.Searches;

public sealed class SearchSpaceTests
{
    [Theory]
    [InlineData("""{"optimizer.learning_rat": {"type": "uniform", "min": 0, "max": 1}}""", "search.space.optimizer.learning_rat", "Did you mean \"optimizer.learning_rate\"?")]
    [InlineData("""{"batchsize": {"type": "int", "min": 1, "max": 2}}""", "search.space.batchsize", "Did you mean \"batch_size\"?")]
    [InlineData("""{"search.trials": {"type": "int", "min": 1, "max": 2}}""", "search.space.search.trials", "stays the same in every trial")]
    [InlineData("""{"dropout": {"type": "normal", "min": 0, "max": 1}}""", "search.space.dropout.type", "use uniform, log-uniform, int, choice")]
    [InlineData("""{"batch_size": {"type": "uniform", "min": 1, "max": 8}}""", "search.space.batch_size.type", "whole numbers")]
    [InlineData("""{"optimizer.schedule": {"type": "uniform", "min": 1, "max": 8}}""", "search.space.optimizer.schedule.type", "use choice")]
    [InlineData("""{"dropout": {"type": "uniform", "max": 0.5}}""", "search.space.dropout.min", "smallest value")]
    [InlineData("""{"dropout": {"type": "uniform", "min": 0.5, "max": 0.1}}""", "search.space.dropout.max", "not above")]
    [InlineData("""{"dropout": {"type": "uniform", "min": 0.1, "max": 1.5}}""", "search.space.dropout.max", "0.95")]
    [InlineData("""{"optimizer.weight_decay": {"type": "log-uniform", "min": 0, "max": 1}}""", "search.space.optimizer.weight_decay.min", "begins above 0")]
    [InlineData("""{"optimizer.schedule": {"type": "choice", "values": ["linear"]}}""", "search.space.optimizer.schedule.values", "at least two")]
    [InlineData("""{"optimizer.schedule": {"type": "choice", "values": ["linear", "zigzag"]}}""", "search.space.optimizer.schedule.values[1]", "zigzag")]
    [InlineData("""{"batch_size": {"type": "choice", "values": [8, "many"]}}""", "search.space.batch_size.values[1]", "whole number")]
    [InlineData("{}", "search.space", "at least one field")]
    public void A_mistake_in_the_space_is_told_with_the_path_of_the_field(string space, string field, string says)
    {
        var problem = Assert.Single(RecipeValidation.Check(RecipeJson.Parse("{\"search\": {\"space\": " + space + "}}")));

        Assert.Equal(field, problem.Field);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelled_setting_of_a_range_is_refused_with_its_path() => Assert.Contains(
        "\"search.space.dropout.mni\". Did you mean \"search.space.dropout.min\"?",
        Assert.Throws<TrainingException>(() => RecipeJson.Parse("""{"search": {"space": {"dropout": {"mni": 1}}}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_search_with_folds_or_without_evaluations_is_refused()
    {
        string[] fields = [.. RecipeValidation.Check(RecipeJson.Parse("""
            {"folds": 3, "evaluation": {"eval_strategy": "no"}, "search": {"space": {"lora.r": {"type": "int", "min": 2, "max": 8}}}}
            """)).Select(p => p.Field)];

        Assert.Equal(["folds", "folds", "search"], fields);
    }
}
