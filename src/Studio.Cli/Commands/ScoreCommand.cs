using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Generation;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands;

/// <summary>How likely each continuation is after its context, as lm-evaluation-harness scores choices: sums, nothing normalized.</summary>
internal sealed class ScoreCommand : ICommand
{
    public string Name => "score";

    public string Usage => "--model DIR [--adapter DIR] --input in.jsonl --output out.jsonl [--device NAME] [--precision NAME]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var file = new JsonLinesFile(arguments.Required("input"));
        using var generator = TextGenerator.Load(
            ModelFolder.Find(arguments.Required("model")), arguments.Optional("adapter"),
            new GeneratorOptions { Device = arguments.Optional("device") ?? "auto", Precision = arguments.Optional("precision") });
        using var output = new JsonLinesOutput(arguments.Required("output"));
        foreach (var line in file.Read())
        {
            var (context, continuations) = Row(file, line);
            var id = PromptRows.Id(line);
            var number = line.Number;
            try
            {
                var scores = await generator.ScoreAsync(context, continuations, cancel);
                var row = new JsonObject
                {
                    ["logprobs"] = JsonSerializer.SerializeToNode(scores.Select(static score => score.Logprob)),
                    ["greedy"] = JsonSerializer.SerializeToNode(scores.Select(static score => score.IsGreedy)),
                    ["token_logprobs"] = JsonSerializer.SerializeToNode(scores.Select(static score => score.TokenLogprobs)),
                    ["ids"] = JsonSerializer.SerializeToNode(scores.Select(static score => score.Ids)),
                };
                if (id is not null) row.Insert(0, "id", id);
                output.Write(row);
            }
            catch (GenerationException e)
            {
                throw file.Refuse(number, e.Message, e);
            }
        }

        output.Complete();
        return new CommandResult(new JsonObject { ["rows"] = output.Rows }, $"{output.Rows} rows scored.");
    }

    private static (string Context, IReadOnlyList<string> Continuations) Row(JsonLinesFile file, JsonLine line)
    {
        if (!line.Value.TryGetProperty("context", out var context) || context.ValueKind != JsonValueKind.String)
            throw file.Refuse(line.Number, "the row has no text \"context\"; an empty one is \"\".");
        if (!line.Value.TryGetProperty("continuations", out var list) || list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(static text => text.ValueKind != JsonValueKind.String))
            throw file.Refuse(line.Number, "\"continuations\" is not a list of texts.");
        return (context.GetString()!, [.. list.EnumerateArray().Select(static text => text.GetString()!)]);
    }
}
