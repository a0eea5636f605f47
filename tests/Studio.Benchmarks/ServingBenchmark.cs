using System.Diagnostics;
using System.Globalization;
using Studio.Trainer.Generation;
using Studio.Trainer.Runs.Speed;

namespace Studio.Benchmarks;

/// <summary>
/// Tokens a second of one stream, and of 16 and 64 that share a batch, side by side in one run; the time to the first token with and without a cached
/// prompt. Options: a Hugging Face folder, new tokens for each answer (128), fp32 or bf16. <c>peers/llama.py --config FOLDER/config.json</c> does the same in plain PyTorch.
/// </summary>
internal static class ServingBenchmark
{
    private const int Rounds = 3;

    public static async Task RunAsync(string[] options)
    {
        if (options.Length == 0)
        {
            Console.Error.WriteLine("usage: … -- serving FOLDER [NEW_TOKENS] [fp32|bf16]");
            return;
        }

        var tokens = options.Length > 1 ? int.Parse(options[1], CultureInfo.InvariantCulture) : 128;
        using var generator = TextGenerator.Load(options[0], options: new GeneratorOptions { Precision = options.Length > 2 ? options[2] : null, MaxBatch = 64 });
        await RateAsync(generator, 1, 16, tokens);
        Console.WriteLine($"{options[0]}, {tokens} tokens each, median of {Rounds} rounds");
        Console.WriteLine("streams   tokens/s   against one");
        double one = 0;
        foreach (var streams in new[] { 1, 16, 64 })
        {
            var rates = new List<double>();
            for (var round = 0; round < Rounds; round++)
                rates.Add(await RateAsync(generator, streams, 8, tokens));
            var rate = rates.Order().ElementAt(Rounds / 2);
            one = streams == 1 ? rate : one;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{streams,7}{rate,11:F0}{rate / one,13:F2} x"));
        }

        var length = Math.Max(16, generator.MaxTokens / 2);
        var (cold, warm) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            // The first time makes room for a text of this length.
            var (first, again) = (await FirstTokenAsync(generator, length, round), await FirstTokenAsync(generator, length, round));
            if (round > 0)
                (cold, warm) = ([.. cold, first], [.. warm, again]);
        }

        var (reading, known) = (cold.Order().ElementAt(Rounds / 2), warm.Order().ElementAt(Rounds / 2));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first token of a prompt of {length} tokens: {reading:F1} ms ({length / reading * 1000:F0} tokens/s), {known:F1} ms once its prefix is known"));
        await AloneAsync(options.Length > 2 ? options[2] : "fp32");
    }

    // Without the queue and the prefix cache: the work that the peer's script times as well.
    private static async Task AloneAsync(string precision)
    {
        var reading = await MedianAsync(precision, 1, block => block.PrefillTokens / block.PrefillSeconds);
        var writing = await MedianAsync(precision, 64, block => block.DecodeTokens / block.DecodeSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"alone, random weights of the 30M shape: reads 1024 tokens at {reading:F0} tokens/s, writes at {writing:F0}"));
    }

    private static async Task<double> MedianAsync(string precision, int newTokens, Func<WritingBlock, double> rate)
    {
        using var session = await WritingSession.StartAsync(
            new WritingSettings(SpeedPreset.ByName("lora-30m"), "cpu", precision, Streams: 1, PromptTokens: 1024, newTokens), CancellationToken.None);
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
            rates.Add(rate(await session.MeasureAsync(CancellationToken.None)));
        return rates.Order().ElementAt(Rounds / 2);
    }

    // Prompts differ in their first token, so that no stream lives on another's prefix.
    private static async Task<double> RateAsync(TextGenerator generator, int streams, int prompt, int tokens)
    {
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, streams).Select(i => generator.GenerateAsync(Request(generator, i, prompt, tokens), CancellationToken.None)));
        return answers.Sum(answer => answer.OutputIds.Count) / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> FirstTokenAsync(TextGenerator generator, int prompt, int which)
    {
        var clock = Stopwatch.StartNew();
        await generator.GenerateAsync(Request(generator, 100 + which, prompt, 1), CancellationToken.None);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static GenerationRequest Request(TextGenerator generator, int which, int prompt, int tokens) => new()
    {
        PromptIds = [.. Enumerable.Range(0, prompt).Select(at => ((which + 1) * 31 + at * 7) % (generator.VocabularySize - 3) + 3)],
        MaxNewTokens = tokens, Sampling = SamplingSettings.Greedy, IgnoreEos = true,
    };
}
