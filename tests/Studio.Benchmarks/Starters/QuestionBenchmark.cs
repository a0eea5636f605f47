using System.Globalization;
using System.Text.Json;
using Studio.Trainer.Generation;

namespace Studio.Benchmarks.Starters;

/// <summary>
/// How many held-out questions of each kind a language model answers exactly as the generator that wrote them. Continued stories have no one answer and
/// are left out. Questions that stand in the rows of the pretraining are left out.
/// Options: <c>--model DIR --questions validation.jsonl --seen train.jsonl [--rows N]</c>.
/// </summary>
internal static class QuestionBenchmark
{
    public static async Task RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Read(args);
        using var generator = TextGenerator.Load(options["model"], null, new GeneratorOptions { MaxBatch = 16 });
        var chat = ChatFormat.Load(options["model"])!;
        var seen = File.ReadLines(options["seen"]).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)
            .Where(text => text.StartsWith("User: ", StringComparison.Ordinal)).Select(text => text[6..text.IndexOf("\nAssistant: ", StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);
        var asked = File.ReadLines(options["questions"]).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.TryGetProperty("kind", out var kind) && kind.GetString() != "story" && !seen.Contains(Content(row, 0)))
            .Take(int.Parse(options.GetValueOrDefault("rows", "1000"), CultureInfo.InvariantCulture)).ToList();
        var answers = await Task.WhenAll(asked.Select(row => generator.GenerateAsync(
            new GenerationRequest { PromptIds = generator.Tokenizer.Encode(chat.Render([new("user", Content(row, 0))], addGenerationPrompt: true), addSpecialTokens: false).Ids, MaxNewTokens = 40, Sampling = SamplingSettings.Greedy },
            CancellationToken.None)));
        foreach (var kind in asked.Zip(answers).GroupBy(pair => pair.First.GetProperty("kind").GetString()!).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            double right = kind.Average(pair => pair.Second.Text.Trim() == Content(pair.First, 1) ? 1.0 : 0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key,-12} {right,6:0.0%} of {kind.Count()}"));
        }
    }

    private static string Content(JsonElement row, int turn) => row.GetProperty("messages")[turn].GetProperty("content").GetString()!;
}
