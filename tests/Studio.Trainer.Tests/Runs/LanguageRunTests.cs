using Studio.Trainer.Generation;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Language;

namespace Studio.Trainer.Tests.Runs;

/// <summary>Language models from their first step to a folder that writes, for every task and method.</summary>
[Collection(EngineCollection.Name)]
public sealed class LanguageRunTests
{
    private static readonly string[] Things = ["cat", "dog", "bird", "fish", "tree", "house"], Does = ["runs", "sleeps", "sings", "swims", "grows", "stands"];

    private static readonly Recipe Scratch = new()
    {
        Task = "causal-lm",
        BaseModel = "scratch",
        Scratch = new() { HiddenSize = 32, NumHiddenLayers = 2, NumAttentionHeads = 4, IntermediateSize = 64, MaxPositionEmbeddings = 64, VocabSize = 320 },
        Optimizer = new() { LearningRate = 1e-2, WarmupRatio = 0.1 },
        BatchSize = 16,
        Epochs = 4,
        MaxLength = 32,
        Evaluation = new() { MetricForBestModel = "loss" },
    };

    private static readonly Recipe Tuning = Scratch with { Scratch = null, BatchSize = 8, Epochs = 3, Optimizer = new() { LearningRate = 5e-3, WarmupRatio = 0.1 } };

    public static TheoryData<string> Methods => [.. Recipes.Keys];

    private static Dictionary<string, Recipe> Recipes { get; } = new()
    {
        ["full"] = Tuning,
        ["packing"] = Tuning with { Packing = true, MaxLength = 48, BatchSize = 2 },
        ["checkpointing"] = Tuning with { GradientCheckpointing = true, Dropout = 0.1 },
        ["lora"] = Tuning with { Method = "lora", Lora = new() { R = 4, LoraDropout = 0.1, TargetModules = ["all-linear"] } },
        ["rslora"] = Tuning with { Method = "rslora", Lora = new() { R = 4 } },
        ["dora"] = Tuning with { Method = "dora", Lora = new() { R = 4 } },
        ["soft-prompt"] = Tuning with { Method = "soft-prompt", SoftPrompt = new() { NumVirtualTokens = 4, PromptTuningInit = "TEXT", PromptTuningInitText = "the animal" } },
        ["prefix"] = Tuning with { Method = "prefix", SoftPrompt = new() { NumVirtualTokens = 4, PromptTuningInit = "TEXT", PromptTuningInitText = "the animal" } },
        ["preference"] = Tuning with { Task = "preference", Optimizer = new() { LearningRate = 1e-3 }, Evaluation = new() { MetricForBestModel = "accuracy" } },
        ["preference-lora"] = Tuning with { Task = "preference", Method = "lora", Lora = new() { R = 4 }, Evaluation = new() { MetricForBestModel = "accuracy" } },
        ["reward"] = Tuning with { Task = "reward", Evaluation = new() { MetricForBestModel = "accuracy" } },
    };

    [Theory, MemberData(nameof(Methods))]
    public async Task A_killed_and_resumed_run_ends_with_the_same_weights_and_learned_something(string name)
    {
        using var run = new SmallRun();
        var recipe = Recipes[name] with { BaseModel = await BaseAsync(run) };
        var (train, validation) = recipe.Task == "causal-lm" ? (Completions(64), Completions(24)) : (Pairs(48), Pairs(16));
        TrainingJob Job(string folder) => run.Job(recipe, train, validation, folder);

        var undisturbed = await run.TrainAsync(Job("undisturbed"));
        var evaluations = run.Events.OfType<EvaluationCompleted>().ToList();
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(Job("resumed"), SmallRun.Options with { CheckpointInterval = TimeSpan.Zero }, e =>
        {
            if (e is CheckpointSaved { Step: 7 })
                cancel.Cancel();
        }, cancel.Token));
        var resumed = await run.TrainAsync(Job("resumed"));

        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
        Assert.True(evaluations[^1].Metrics["loss"] < evaluations[0].Metrics["loss"] + 0.02, string.Join(", ", evaluations.Select(e => e.Metrics["loss"])));
        if (recipe.Task == "causal-lm")
            Assert.Contains(evaluations[^1].Samples, s => s.Prediction.Length > 0);
        if (recipe.Task == "reward")
            Assert.True(undisturbed.BestMetrics["accuracy"] > 0.8);
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("dora")]
    [InlineData("soft-prompt")]
    [InlineData("prefix")]
    public async Task The_adapter_on_its_base_writes_what_the_finished_model_writes(string name)
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        var result = await run.TrainAsync(run.Job(Recipes[name] with { BaseModel = folder }, Completions(48), []));
        var request = new GenerationRequest { PromptIds = [], MaxNewTokens = 8, Sampling = SamplingSettings.Greedy, TopLogprobs = 1 };

        using var merged = TextGenerator.Load(result.ModelDirectory, options: new() { Device = "cpu" });
        using var adapted = TextGenerator.Load(folder, Path.Combine(run.Folder, "run", "adapter"), new() { Device = "cpu" });
        request = request with { PromptIds = merged.Tokenizer.Encode("the dog").Ids };
        var (first, second) = (await merged.GenerateAsync(request, TestContext.Current.CancellationToken), await adapted.GenerateAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(first.OutputIds, second.OutputIds);
        Assert.All(first.Logprobs.Zip(second.Logprobs), p => Assert.Equal(p.First.Logprob, p.Second.Logprob, 1e-3));
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("preference")]
    [InlineData("reward")]
    public async Task Every_row_that_was_set_aside_is_kept_with_what_the_finished_model_said_to_it(string name)
    {
        using var run = new SmallRun();
        var recipe = Recipes[name] with { BaseModel = await BaseAsync(run), Epochs = 1 };
        var (train, test) = recipe.Task == "causal-lm" ? (Completions(32), Completions(9)) : (Pairs(32), Pairs(9));
        var job = run.Job(recipe, train, []) with { Test = new RowList(test) };

        var figures = (await run.TrainAsync(job)).BestMetrics;
        var rows = MeasuredRows.Read(job.OutputDirectory);

        Assert.Equal(test.Select(row => row.Id), rows.Select(row => row.Id));
        Assert.Equal(test.Select(row => row.Completion ?? row.Chosen), rows.Select(row => row.Reference));
        double right = rows.Count(row => row.IsRight) / (double)rows.Count;
        Assert.Equal(figures[recipe.Task == "causal-lm" ? "test_exact_match" : "test_accuracy"], right, 9);
        Assert.Equal(figures[recipe.Task == "causal-lm" ? "test_rougeL" : "test_margin"], rows.Average(row => row.Score), 4);
        if (recipe.Task != "causal-lm")
            Assert.All(rows.Zip(test), pair => Assert.Equal(pair.First.IsRight ? pair.Second.Chosen : pair.Second.Rejected, pair.First.Answer));
    }

    [Fact]
    public async Task A_model_learns_from_nothing_to_write_its_sentences_and_to_stop()
    {
        using var run = new SmallRun();
        var result = await run.TrainAsync(run.Job(Scratch with { Epochs = 12, Evaluation = new() { MetricForBestModel = "rougeL", PredictWithGenerate = true } }, Completions(160), Completions(24)));

        Assert.True(result.BestMetrics["stops"] > 0.9, $"stops {result.BestMetrics["stops"]}");
        Assert.True(result.BestMetrics["perplexity"] < 3, $"perplexity {result.BestMetrics["perplexity"]}");
        Assert.True(result.BestMetrics["exact_match"] > 0.5 && result.BestMetrics["chrf"] > 60, $"{result.BestMetrics["exact_match"]}, {result.BestMetrics["chrf"]}");
        using var generator = TextGenerator.Load(result.ModelDirectory, options: new() { Device = "cpu" });
        var answer = await generator.GenerateAsync(new() { PromptIds = generator.Tokenizer.Encode("the fish").Ids, Sampling = SamplingSettings.Greedy, MaxNewTokens = 20 }, TestContext.Current.CancellationToken);
        Assert.Equal(" swims.", answer.Text);
        Assert.Equal(FinishReason.Stop, answer.Finish);
    }

    [Fact]
    public async Task Rows_that_teach_nothing_are_told_before_the_start()
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        run.Events.Clear();
        TrainingRow longPrompt = new() { Id = "long", Prompt = string.Concat(Enumerable.Repeat("the cat ", 60)), Completion = " runs." };
        TrainingRow longAnswer = new() { Id = "cut", Prompt = "the cat", Completion = string.Concat(Enumerable.Repeat(" runs", 60)) };

        await run.TrainAsync(run.Job(Tuning with { BaseModel = folder, MaxSteps = 1 }, [.. Completions(8), longPrompt, longAnswer], []));
        var alone = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(Tuning with { BaseModel = folder }, [longPrompt], [], "alone")));

        string[] notices = [.. run.Events.OfType<RunNotice>().Select(n => n.Text)];
        Assert.Contains(notices, n => n.Contains("1 of 10 training rows are left out", StringComparison.Ordinal) && n.Contains("\"long\"", StringComparison.Ordinal));
        Assert.Contains(notices, n => n.Contains("1 of 10 training rows are longer than 32 tokens and lose the end of their answer", StringComparison.Ordinal));
        Assert.Contains("their prompts alone are longer", alone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversations_without_a_template_get_a_plain_one_and_learn_the_assistant_s_words_alone()
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        TrainingRow[] rows = [.. Enumerable.Range(0, 12).Select(i => new TrainingRow { Id = $"{i}", Messages = [new("user", $"the {Things[i % 6]}"), new("assistant", Does[i % 6])] })];

        var plain = await run.TrainAsync(run.Job(Tuning with { BaseModel = folder, MaxSteps = 1 }, rows, [], "plain"));
        string[] told = [.. run.Events.OfType<RunNotice>().Select(n => n.Text)];
        await File.WriteAllTextAsync(Path.Combine(folder, "chat_template.jinja"), "{% for m in messages %}[{{ m.role }}]{{ m.content }}<|endoftext|>{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}", TestContext.Current.CancellationToken);
        var result = await run.TrainAsync(run.Job(Tuning with { BaseModel = folder, Epochs = 8 }, rows, rows));

        Assert.Contains(told, text => text.Contains("has no chat template", StringComparison.Ordinal));
        Assert.Contains("Assistant:", await File.ReadAllTextAsync(Path.Combine(plain.ModelDirectory, "chat_template.jinja"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(result.ModelDirectory, "chat_template.jinja")));
        var tokens = new DialogueTokens(Studio.Trainer.Text.TokenizerFolder.Load(folder), ChatFormat.Load(folder), new HashSet<int> { 0 });
        var row = tokens.Encode(new() { Id = "a", Messages = [new("user", "the cat"), new("assistant", "runs"), new("user", "and"), new("assistant", "sleeps", 0), new("assistant", "sings")] });
        var tokenizer = Studio.Trainer.Text.TokenizerFolder.Load(folder);
        Assert.Equal("runs<|endoftext|>sings<|endoftext|>", tokenizer.Decode([.. row.Ids.Where((_, i) => row.Learned[i])], skipSpecialTokens: false));
        Assert.True(tokens.Ends(row));
    }

    private static async Task<string> BaseAsync(SmallRun run) =>
        (await run.TrainAsync(run.Job(Scratch with { MaxSteps = 12 }, Completions(96), [], "base"))).ModelDirectory;

    private static IReadOnlyList<TrainingRow> Completions(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TrainingRow { Id = $"{i}", Prompt = $"{(i % 5 == 0 ? "we saw that " : "")}the {Things[i % 6]}", Completion = $" {Does[i % 6]}{(i % 4 == 0 ? " and rests" : "")}." })];

    private static IReadOnlyList<TrainingRow> Pairs(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TrainingRow { Id = $"{i}", Prompt = $"the {Things[i % 6]}", Chosen = $" {Does[i % 6]} well.", Rejected = $" {Does[(i + 1) % 6]} badly." })];
}
