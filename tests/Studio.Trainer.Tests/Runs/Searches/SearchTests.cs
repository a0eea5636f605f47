using System.Text.Json;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Searches;

namespace Studio.Trainer.Tests.Runs.Searches;

public sealed class SearchTests : IDisposable
{
    private static readonly SearchSettings Settings = new()
    {
        Trials = 40,
        Pruner = "none",
        Space = new Dictionary<string, SearchRange>
        {
            ["optimizer.learning_rate"] = new() { Type = "log-uniform", Min = 1e-5, Max = 1e-1 },
            ["dropout"] = new() { Type = "uniform", Min = 0, Max = 0.5 },
            ["batch_size"] = new() { Type = "int", Min = 4, Max = 64 },
            ["optimizer.schedule"] = new() { Type = "choice", Values = JsonSerializer.Deserialize<JsonElement[]>("""["linear", "cosine", "constant"]""") },
        },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-search-").FullName;

    [Fact]
    public async Task Importance_recovers_the_planted_order()
    {
        var file = await SearchAsync(new SyntheticEngine(Planted), Settings with { Algorithm = "random", Trials = 80 });

        string[] order = [.. file.Importance.OrderByDescending(i => i.Value).Select(i => i.Key)];
        Assert.Equal(["optimizer.learning_rate", "optimizer.schedule", "dropout", "batch_size"], order);
        Assert.Equal(1, file.Importance.Values.Sum(), 9);
        Assert.True(file.Importance["batch_size"] < 0.05);
    }

    [Fact]
    public async Task The_parzen_estimator_ends_nearer_to_the_best_than_chance()
    {
        double tpe = 0, chance = 0;
        for (int seed = 0; seed < 5; seed++)
        {
            tpe += Best(await SearchAsync(new SyntheticEngine(Planted, evaluations: 1), Settings with { Trials = 50 }, seed));
            chance += Best(await SearchAsync(new SyntheticEngine(Planted, evaluations: 1), Settings with { Trials = 50, Algorithm = "random" }, seed));
        }

        Assert.True(tpe > chance + 0.02, $"TPE {tpe / 5}, random {chance / 5}");
    }

    [Fact]
    public async Task Every_value_lies_in_its_range_and_the_model_is_trained_with_the_best()
    {
        var engine = new SyntheticEngine(Planted);
        var file = await SearchAsync(engine, Settings);

        Assert.Equal(41, engine.Trained.Count);
        Assert.All(engine.Trained, t => Assert.InRange(t.Recipe.Optimizer.LearningRate, 1e-5, 1e-1));
        Assert.All(engine.Trained, t => Assert.InRange(t.Recipe.BatchSize, 4, 64));
        Assert.All(engine.Trained, t => Assert.Null(t.Recipe.Search));
        Assert.Equal(engine.Trained.Take(40).Max(t => Planted(t.Recipe)), Planted(engine.Trained[^1].Recipe));
        Assert.Equal(file.Best, file.Trials.MaxBy(t => t.Metrics["accuracy"])!.Number);
        Assert.False(Directory.Exists(Path.Combine(_folder, "trials", "trial-1")));
    }

    [Fact]
    public async Task Trials_that_do_badly_are_ended_early_with_a_reason_and_the_best_is_not()
    {
        var engine = new SyntheticEngine(Planted, evaluations: 9);
        var told = new List<ChildRun>();
        var file = await SearchAsync(engine, Settings with { Pruner = "asha", Algorithm = "random" }, report: e => { if (e is ChildRunChanged c) told.Add(c.Child); });

        var pruned = file.Trials.Where(t => t.State == ChildState.Pruned).ToList();
        Assert.InRange(pruned.Count, 20, 38);
        Assert.All(pruned, t => Assert.Contains("at this rung", t.Reason, StringComparison.Ordinal));
        Assert.All(pruned, t => Assert.Contains(t.Evaluations.Count, new[] { 1, 3 }));
        Assert.Equal(file.Trials.Max(t => Value(t)), Value(file.Trials.Single(t => t.Number == file.Best)));
        Assert.Equal(pruned.Count, told.Count(c => c.State == ChildState.Pruned));
        Assert.All(told.Where(c => c.State == ChildState.Pruned), c => Assert.Equal(4, c.Values.Count));
    }

    [Fact]
    public async Task A_search_that_was_interrupted_makes_the_same_trials_as_the_undisturbed_one()
    {
        var settings = Settings with { Pruner = "asha", Trials = 25 };
        var undisturbed = await SearchAsync(new SyntheticEngine(Planted), settings, name: "undisturbed");
        int kills = 0;
        while (true)
        {
            int evaluations = 0;
            var engine = new SyntheticEngine(Planted) { Evaluating = (_, _) => { if (++evaluations == 7 && ++kills < 100) throw new InvalidOperationException("killed"); } };
            try
            {
                var resumed = await SearchAsync(engine, settings, name: "disturbed");
                Assert.Equal(undisturbed.Trials.Select(Essence), resumed.Trials.Select(Essence));
                Assert.Equal(undisturbed.Best, resumed.Best);
                Assert.InRange(kills, 5, 30);
                return;
            }
            catch (InvalidOperationException)
            {
                Assert.NotNull(SearchFile.Read(Path.Combine(_folder, "disturbed")));
            }
        }
    }

    [Fact]
    public async Task A_search_that_is_asked_for_more_trials_goes_on_with_those_it_has()
    {
        var whole = await SearchAsync(new SyntheticEngine(Planted), Settings with { Trials = 18 }, name: "whole");
        await SearchAsync(new SyntheticEngine(Planted), Settings with { Trials = 12 }, name: "extended");
        var engine = new SyntheticEngine(Planted);

        var extended = await SearchAsync(engine, Settings with { Trials = 18 }, name: "extended");

        Assert.Equal(6 + 1, engine.Trained.Count);
        Assert.Equal(whole.Trials.Select(Essence), extended.Trials.Select(Essence));
    }

    [Fact]
    public async Task A_trial_that_fails_is_told_and_the_search_goes_on()
    {
        var engine = new SyntheticEngine(recipe => recipe.Dropout < 0.25 ? throw new TrainingException("The loss is not a number any more.") : Planted(recipe));

        var file = await SearchAsync(engine, Settings);

        Assert.All(file.Trials.Where(t => t.State == ChildState.Failed), t => Assert.Equal("The loss is not a number any more.", t.Reason));
        Assert.InRange(file.Trials.Count(t => t.State == ChildState.Failed), 3, 35);
        Assert.Equal(ChildState.Finished, file.Trials.Single(t => t.Number == file.Best).State);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The learning rate matters most, then the schedule, a little the dropout, the batch size not at all.
    private static double Planted(Recipe recipe) =>
        0.9 - (0.08 * Math.Pow(Math.Log10(recipe.Optimizer.LearningRate) + 3, 2)) - (recipe.Optimizer.Schedule == "cosine" ? 0 : 0.12) - (0.15 * (recipe.Dropout ?? 0));

    private static double Value(Trial trial) => trial.State == ChildState.Finished ? trial.Metrics["accuracy"] : double.NegativeInfinity;

    private static double Best(SearchFile file) => file.Trials.Max(Value);

    private static string Essence(Trial trial) => $"{trial.Number} {string.Join(',', trial.Values.Values)} {trial.State} {string.Join(',', trial.Evaluations)} {trial.Reason}";

    private async Task<SearchFile> SearchAsync(SyntheticEngine engine, SearchSettings settings, int seed = 3, string? name = null, Action<RunEvent>? report = null)
    {
        string output = Path.Combine(_folder, name ?? Guid.NewGuid().ToString("N"));
        var job = new TrainingJob
        {
            Recipe = SmallRun.Recipe with { Search = settings, Seed = seed }, Train = new RowList(SmallRun.Rows(20, 1)), Validation = new RowList(SmallRun.Rows(10, 2)), OutputDirectory = output,
        };
        await new HyperparameterSearch(engine).RunAsync(job, report ?? (_ => { }), TestContext.Current.CancellationToken);
        return SearchFile.Read(output)!;
    }
}
