using System.Globalization;
using System.Text.Json;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Benchmarks.Starters;

/// <summary>
/// The starter language model against n-grams with modified Kneser-Ney smoothing that have read all of the same training rows: how surprised either is by the same
/// tokens of a held-out text. Options: <c>--model DIR --train train.jsonl --held-out rows.jsonl [--order 5] [--rows N] [--report FILE]</c>.
/// </summary>
internal static class LanguageBenchmark
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static async Task RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Read(args);
        int order = int.Parse(options.GetValueOrDefault("order", "5"), CultureInfo.InvariantCulture);
        using var model = TransformerModel.Load(options["model"]);
        var tokenizer = TokenizerFolder.Load(options["model"]);
        int most = Math.Min(model.MaxTokens, 256), end = tokenizer.SpecialTokens.Eos!.Value;
        int[] Tokens(string text) => [.. tokenizer.Encode(text).Ids.Append(end).Take(most)];
        var held = JsonLinesRows.Open(options["held-out"]).Read().Select(row => row.Text)
            .Take(int.Parse(options.GetValueOrDefault("rows", "200"), CultureInfo.InvariantCulture)).ToList();
        var rows = held.Select(Tokens).Where(row => row.Length > 1).ToList();
        double characters = rows.Sum(row => (double)tokenizer.Decode(row[1..]).Length);
        int tokens = rows.Sum(row => row.Length - 1);

        double byModel = -rows.Sum(row => LogLikelihood(model, row));
        var grams = KneserNey.Train(JsonLinesRows.Open(options["train"]).Read().AsParallel().AsOrdered().Select(row => Tokens(row.Text)), order, tokenizer.VocabularySize);
        if (Math.Abs(grams.Sum(rows[0][..(rows[0].Length / 2)]) - 1) > 1e-6)
            throw new InvalidOperationException("The probabilities of the n-grams do not come to one; the comparison would be wrong.");
        double byGrams = -rows.Sum(row => grams.Score(row).Sum());

        var result = new
        {
            rows = rows.Count, tokens, characters, order,
            model = new { loss = byModel / tokens, perplexity = Math.Exp(byModel / tokens), bits_per_character = byModel / characters / Math.Log(2) },
            ngrams = new { loss = byGrams / tokens, perplexity = Math.Exp(byGrams / tokens), bits_per_character = byGrams / characters / Math.Log(2) },
        };
        string json = JsonSerializer.Serialize(result, Json);
        Console.WriteLine(json);
        if (options.TryGetValue("report", out var path))
            await File.WriteAllTextAsync(path, json);
    }

    private static double LogLikelihood(TransformerModel model, int[] row)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var logits = model.Forward(new(tensor(row.Select(id => (long)id).ToArray(), [1, row.Length])) { PadsRight = true }, new ForwardPass()).to(float32);
        var next = tensor(row.Skip(1).Select(id => (long)id).ToArray(), [row.Length - 1, 1]);
        return nn.functional.log_softmax(logits[0].slice(0, 0, row.Length - 1, 1), 1).gather(1, next).sum().item<float>();
    }
}
