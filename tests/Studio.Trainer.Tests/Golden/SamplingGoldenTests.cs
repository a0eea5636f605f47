using System.Text.Json.Nodes;
using Studio.Trainer.Generation;

namespace Studio.Trainer.Tests.Golden;

[Trait("Category", "Golden")]
public sealed class SamplingGoldenTests
{
    public static TheoryData<string> Processors
    {
        get
        {
            string path = Path.Combine(GoldenFolder.Root ?? "", "sampling", "logits_processors.json");
            return File.Exists(path) ? [.. GoldenFolder.Json(path)["processors"]!.AsArray().Select(p => p!["name"]!.GetValue<string>())] : [GoldenFolder.Absent];
        }
    }

    [Theory, MemberData(nameof(Processors))]
    public void Scores_and_probabilities(string name)
    {
        GoldenFolder.SkipIfAbsent(name);
        var golden = GoldenFolder.Json(Path.Combine(GoldenFolder.Root!, "sampling", "logits_processors.json"));
        var processor = golden["processors"]!.AsArray().First(p => p!["name"]!.GetValue<string>() == name)!;

        for (int row = 0; row < 2; row++)
        {
            int[] ids = [.. golden["input_ids"]![row]!.AsArray().Select(v => v!.GetValue<int>())];
            float[] scores = [.. golden["logits"]![row]!.AsArray().Select(v => (float)v!.GetValue<double>())];
            Apply(name, processor["options"]!, scores, ids);
            var expected = processor["logits"]![row]!.AsArray();
            float[] probabilities = LogitProcessors.Softmax(scores);
            for (int i = 0; i < scores.Length; i++)
            {
                Assert.Equal(expected[i] is null, float.IsNegativeInfinity(scores[i]));
                if (expected[i] is { } value)
                    Assert.Equal(value.GetValue<double>(), scores[i], 1e-5);
                Assert.Equal(processor["probs"]![row]![i]!.GetValue<double>(), probabilities[i], 1e-6);
            }
        }
    }

    private static void Apply(string name, JsonNode options, float[] scores, int[] ids)
    {
        double Value(string field) => options[field]!.GetValue<double>();
        switch (name)
        {
            case "temperature": LogitProcessors.Temperature(scores, Value("temperature")); break;
            case "top_k": LogitProcessors.TopK(scores, (int)Value("top_k")); break;
            case "top_p": LogitProcessors.TopP(scores, Value("top_p")); break;
            case "min_p": LogitProcessors.MinP(scores, Value("min_p")); break;
            case "typical_p": LogitProcessors.TypicalP(scores, Value("typical_p")); break;
            case "repetition_penalty": LogitProcessors.RepetitionPenalty(scores, ids, Value("penalty")); break;
            case "chain":
                foreach (string step in options["order"]!.AsArray().Select(s => s!.GetValue<string>()))
                {
                    double number = double.Parse(step.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
                    string part = step.Split(' ')[0];
                    Apply(part, new JsonObject { [part == "repetition_penalty" ? "penalty" : part] = number }, scores, ids);
                }

                break;
            default: LogitProcessors.NoRepeatNgram(scores, ids, (int)Value("ngram")); break;
        }
    }
}
