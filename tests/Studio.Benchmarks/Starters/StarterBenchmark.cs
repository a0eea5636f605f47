using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Evaluation.Baselines;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Benchmarks.Starters;

/// <summary>
/// The starter encoder against the same shape from random weights and against TF-IDF with logistic regression, on the same rows, one seed after the other.
/// What stands in the report already is not done again. Contenders beside <c>tfidf</c> and <c>scratch</c> tune the encoder: <c>pretrained</c> all of it, the others by the
/// method of their name. Options: <c>--data DIR --report FILE [--encoder DIR] [--sets a,b] [--contenders tfidf,scratch,pretrained,lora,gradual,head,soft-prompt] [--seeds N]</c>.
/// A contender with a learning rate behind it, such as <c>pretrained@0.001</c>, is tuned at that rate; <c>pretrained@0.001x0.8</c> has 0.8 of it in each layer below the next. <c>--rows N</c> gives everybody the same N training rows and a fifth as
/// many for validation, drawn anew for each seed; <c>--epochs N</c> passes over them.
/// </summary>
internal static class StarterBenchmark
{
    private static readonly ScratchShape Shape = new() { ModelType = "modernbert", HiddenSize = 256, NumHiddenLayers = 6, NumAttentionHeads = 4, IntermediateSize = 384, VocabSize = 8192 };

    public static async Task RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Read(args);
        var report = StarterReport.Open(options["report"]);
        string? encoder = options.GetValueOrDefault("encoder");
        string weights = encoder is null ? "" : Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(encoder, "model.safetensors"))))[..12];
        string[] contenders = options.GetValueOrDefault("contenders", encoder is null ? "tfidf,scratch" : "tfidf,scratch,pretrained").Split(',');
        string[]? wanted = options.GetValueOrDefault("sets")?.Split(',');
        int? Number(string option) => options.TryGetValue(option, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        for (int seed = 1; seed <= (Number("seeds") ?? 5); seed++)
        {
            foreach (var set in StarterSet.All(options["data"]).Where(set => wanted?.Contains(set.Name) ?? true).Select(set => set.With(Number("rows"), Number("epochs"))))
            {
                foreach (string contender in contenders)
                {
                    var key = new StarterKey(set.Name, contender, seed, contender is "tfidf" or "scratch" ? "" : weights);
                    if (report.Has(key))
                        continue;
                    long began = Stopwatch.GetTimestamp();
                    double value = await MeasureAsync(set, contender, seed, encoder);
                    report.Add(new(key, set.HasTags ? "span_f1" : "accuracy", value, Stopwatch.GetElapsedTime(began).TotalSeconds));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name,-20} {contender,-12} seed {seed}  {value:0.0000}"));
                }
            }
        }
        report.Print(Console.Out);
    }

    private static async Task<double> MeasureAsync(StarterSet set, string wanted, int seed, string? encoder)
    {
        string contender = wanted.Split('@')[0];
        double[] rates = wanted.Split('@') is [_, var numbers] ? [.. numbers.Split('x').Select(static text => double.Parse(text, CultureInfo.InvariantCulture))] : [Rate(contender)];
        var (train, validation, test) = set.Rows(seed);
        if (contender == "tfidf" && set.HasTags)
            return await WordBaseline.SpanF1Async(train, validation, test);
        if (contender == "tfidf")
            return await AccuracyAsync(TfidfLogisticBaseline.Train(new RowList(train), validation.Count > 0 ? new RowList(validation) : null), test);
        string folder = Directory.CreateTempSubdirectory("studio-starters-").FullName;
        try
        {
            var result = await new TrainingEngine().TrainAsync(
                new TrainingJob { Recipe = Of(set, seed, contender, rates, encoder, validation.Count > 0), Train = new RowList(train), Validation = new RowList(validation), OutputDirectory = folder },
                static _ => { }, CancellationToken.None);
            if (set.HasTags)
                return Tag(result.ModelDirectory, test);
            using var classifier = TextClassifier.Load(result.ModelDirectory, set.MaxLength);
            return await AccuracyAsync(classifier, test);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Recipe Of(StarterSet set, int seed, string contender, double[] rates, string? encoder, bool validates) => new()
    {
        Task = set.HasTags ? "token-classification" : "sequence-classification",
        BaseModel = contender == "scratch" ? "scratch" : encoder ?? throw new ArgumentException($"{contender} needs --encoder."),
        Scratch = contender == "scratch" ? Shape : null,
        Method = contender is "scratch" or "pretrained" ? "full" : contender,
        Lora = contender == "lora" ? new() { R = 16, LoraAlpha = 32 } : null,
        Dropout = contender == "scratch" ? 0.2 : 0.1,
        BatchSize = 32,
        Epochs = set.Epochs,
        MaxLength = set.MaxLength,
        Optimizer = new() { LearningRate = rates[0], LayerwiseLrDecay = rates.Length > 1 ? rates[1] : 1, WarmupRatio = 0.1 },
        Evaluation = new() { EvalStrategy = validates ? "epoch" : "no", MetricForBestModel = set.HasTags ? "f1" : "accuracy" },
        Seed = seed,
    };

    // Each method learns at a rate of its own.
    private static double Rate(string contender) => contender switch
    {
        "scratch" => 5e-4,
        "lora" => 2e-3,
        "head" => 3e-3,
        "soft-prompt" => 1e-2,
        _ => 3e-4,
    };

    private static async Task<double> AccuracyAsync(ITextClassifier classifier, IReadOnlyList<TrainingRow> test)
    {
        var answers = await classifier.PredictAsync([.. test.Select(row => row.Text)], CancellationToken.None);
        return answers.Zip(test).Average(pair => pair.First.Label == pair.Second.Label ? 1.0 : 0);
    }

    private static double Tag(string folder, IReadOnlyList<TrainingRow> test)
    {
        using var tagger = TokenClassifier.Load(folder);
        return SpanScorecard.Of([.. test.Select(row => row.Tags!)], [.. test.Select(row => tagger.Tag(row).Labels)]).Micro.F1;
    }
}
