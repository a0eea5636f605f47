using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Generation;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands;

/// <summary>Prompts, conversations or token ids to what a language model writes after them. Rows are written many at a time and keep their order.</summary>
internal sealed class GenerateCommand : ICommand
{
    public string Name => "generate";

    public string Usage =>
        "--model DIR [--adapter DIR] --input in.jsonl --output out.jsonl [--max-new-tokens N] [--temperature T] [--top-p P] [--top-k K] [--min-p P] [--repetition-penalty R] "
        + "[--stop TEXT] [--seed S] [--ignore-eos] [--schema schema.json] [--logprobs N] [--batch N] [--device NAME] [--precision NAME]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var file = new JsonLinesFile(arguments.Required("input"));
        var settings = Settings(arguments);
        int batch = arguments.Number("batch") ?? 16;
        using var generator = TextGenerator.Load(
            ModelFolder.Find(arguments.Required("model")), arguments.Optional("adapter"),
            new GeneratorOptions { Device = arguments.Optional("device") ?? "auto", Precision = arguments.Optional("precision"), MaxBatch = batch });
        using var output = new JsonLinesOutput(arguments.Required("output"));
        var (pending, prompt, answer) = (new Queue<(JsonNode? Id, int Line, Task<GenerationResult> Answer)>(), 0L, 0L);
        foreach (var line in file.Read())
        {
            var request = settings with { PromptIds = PromptRows.Ids(file, line, generator) };
            pending.Enqueue((PromptRows.Id(line), line.Number, generator.GenerateAsync(request, cancel)));
            if (pending.Count >= batch * 2) await WriteAsync();
        }

        while (pending.Count > 0) await WriteAsync();
        output.Complete();
        return new CommandResult(
            new JsonObject { ["rows"] = output.Rows, ["prompt_tokens"] = prompt, ["completion_tokens"] = answer }, $"{output.Rows} answers of {answer} tokens together.");

        async Task WriteAsync()
        {
            var (id, line, task) = pending.Dequeue();
            try
            {
                var result = await task;
                (prompt, answer) = (prompt + result.PromptTokens, answer + result.OutputIds.Count);
                output.Write(Row(id, result, settings.TopLogprobs is not null));
            }
            catch (GenerationException e)
            {
                throw file.Refuse(line, e.Message, e);
            }
        }
    }

    private static GenerationRequest Settings(Arguments arguments) => new()
    {
        PromptIds = [],
        MaxNewTokens = arguments.Number("max-new-tokens") ?? 256,
        Sampling = new SamplingSettings
        {
            Temperature = arguments.Real("temperature") ?? 0,
            TopP = arguments.Real("top-p") ?? 1,
            TopK = arguments.Number("top-k") ?? 0,
            MinP = arguments.Real("min-p") ?? 0,
            RepetitionPenalty = arguments.Real("repetition-penalty") ?? 1,
        },
        Seed = arguments.Number("seed"),
        IgnoreEos = arguments.Has("ignore-eos"),
        Stop = arguments.Optional("stop") is { } stop ? [stop] : [],
        TopLogprobs = arguments.Number("logprobs"),
        Schema = arguments.Optional("schema") is { } schema ? JsonSchemaConstraint.Parse(JsonFile.ReadObject(schema)) : null,
    };

    private static JsonObject Row(JsonNode? id, GenerationResult result, bool logprobs)
    {
        var row = new JsonObject
        {
            ["text"] = result.Text,
            ["output_ids"] = JsonSerializer.SerializeToNode(result.OutputIds),
            ["finish_reason"] = result.Finish == FinishReason.Stop ? "stop" : "length",
        };
        if (id is not null) row.Insert(0, "id", id);
        if (logprobs)
            row["logprobs"] = new JsonArray([.. result.Logprobs.Select(static token => new JsonObject
            {
                ["token"] = token.Token,
                ["logprob"] = token.Logprob,
                ["top_logprobs"] = new JsonObject(token.Top.DistinctBy(static top => top.Token).Select(static top => KeyValuePair.Create(top.Token, (JsonNode?)top.Logprob))),
            })]);
        return row;
    }
}
