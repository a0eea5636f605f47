using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

/// <summary>A run of a few seconds on texts that are easy to tell apart, in a folder of its own.</summary>
internal sealed class SmallRun : IDisposable
{
    internal static string[][] Words { get; } =
    [
        ["good", "great", "lovely", "bright", "warm", "kind"],
        ["bad", "awful", "dull", "dark", "cold", "rude"],
        ["maybe", "average", "plain", "usual", "common", "middle"],
    ];

    private static readonly string[] Fillers = ["the", "room", "was", "very", "and", "we", "thought", "it", "a", "day", "with", "people"];

    public static EngineOptions Options { get; } = new() { Device = "cpu", Threads = 1, CheckpointInterval = TimeSpan.FromHours(1) };

    public static Recipe Recipe { get; } = new()
    {
        BaseModel = "scratch",
        Scratch = new() { HiddenSize = 32, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 64, MaxPositionEmbeddings = 32, VocabSize = 200 },
        Optimizer = new() { LearningRate = 3e-3, WarmupRatio = 0.1 },
        BatchSize = 16,
        Epochs = 4,
        MaxLength = 24,
        Dropout = 0.1,
    };

    public string Folder { get; } = Directory.CreateTempSubdirectory("studio-run-").FullName;

    public List<RunEvent> Events { get; } = [];

    public static IReadOnlyList<TrainingRow> Rows(int count, int seed, int labels = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int label = i % labels;
            var words = Enumerable.Range(0, random.Next(4, 14)).Select(_ => Fillers[random.Next(Fillers.Length)]).Append(Words[label][random.Next(6)]).ToArray();
            random.Shuffle(words);
            return new TrainingRow { Id = $"row-{i}", Text = string.Join(' ', words), Label = $"label {(char)('a' + label)}" };
        })];
    }

    public TrainingJob Job(Recipe? recipe = null, IReadOnlyList<TrainingRow>? train = null, IReadOnlyList<TrainingRow>? validation = null, string name = "run") => new()
    {
        Recipe = recipe ?? Recipe,
        Train = new RowList(train ?? Rows(240, 1)),
        Validation = new RowList(validation ?? Rows(60, 2)),
        OutputDirectory = Path.Combine(Folder, name),
    };

    public Task<TrainingResult> TrainAsync(TrainingJob job, EngineOptions? options = null, Action<RunEvent>? report = null, CancellationToken? cancel = null) =>
        new TrainingEngine(options ?? Options).TrainAsync(job, e =>
        {
            Events.Add(e);
            report?.Invoke(e);
        }, cancel ?? TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
