using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Cli.Commands;

/// <summary>Texts to a tuned model's answers. The rows are read and written as a stream; every answer keeps the row's id.</summary>
internal sealed class PredictCommand : ICommand
{
    private const int RowsAtOnce = 1024;

    public string Name => "predict";

    public string Usage => "--model DIR [--adapter DIR] --input in.jsonl --output out.jsonl [--max-length N]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var rows = JsonLinesRows.Open(arguments.Required("input"));
        var folder = ModelFolder.Find(arguments.Required("model"));
        using var output = new JsonLinesOutput(arguments.Required("output"));
        var labels = ModelTask.FromConfig(ModelConfig.Load(folder)).Kind == TaskKind.TokenClassification
            ? Tag(folder, arguments.Optional("adapter"), rows, output, cancel)
            : await ClassifyAsync(folder, arguments, rows, output, cancel);
        output.Complete();
        return new CommandResult(
            new JsonObject { ["rows"] = output.Rows, ["labels"] = JsonSerializer.SerializeToNode(labels) }, $"{output.Rows} rows answered.");
    }

    private static async Task<IReadOnlyList<string>> ClassifyAsync(
        string folder, Arguments arguments, JsonLinesRows rows, JsonLinesOutput output, CancellationToken cancel)
    {
        using var classifier = TextClassifier.Load(folder, arguments.Number("max-length"), adapterFolder: arguments.Optional("adapter"));
        foreach (var part in rows.Read().Chunk(RowsAtOnce))
        {
            var answers = await classifier.PredictPairsAsync([.. part.Select(static row => (row.Text, row.TextPair))], cancel);
            foreach (var (row, answer) in part.Zip(answers)) output.Write(Answer(classifier, row, answer));
            if (rows.Count > RowsAtOnce) await Console.Error.WriteLineAsync($"{output.Rows}/{rows.Count} rows");
        }

        return classifier.Labels;
    }

    private static IReadOnlyList<string> Tag(string folder, string? adapter, JsonLinesRows rows, JsonLinesOutput output, CancellationToken cancel)
    {
        using var classifier = TokenClassifier.Load(folder, adapter);
        foreach (var row in rows.Read())
        {
            cancel.ThrowIfCancellationRequested();
            var tagged = classifier.Tag(row);
            output.Write(new JsonObject
            {
                ["id"] = row.Id,
                ["tokens"] = JsonSerializer.SerializeToNode(tagged.Tokens),
                ["labels"] = JsonSerializer.SerializeToNode(tagged.Labels),
                ["spans"] = new JsonArray([.. tagged.Spans.Select(static span => new JsonObject { ["start"] = span.Start, ["end"] = span.End, ["label"] = span.Label })]),
            });
        }

        return classifier.Labels;
    }

    private static JsonObject Answer(TextClassifier classifier, TrainingRow row, Prediction answer)
    {
        var result = new JsonObject { ["id"] = row.Id };
        if (classifier.Task == TaskKind.Regression)
        {
            result["label"] = double.Parse(answer.Label, CultureInfo.InvariantCulture);
            return result;
        }

        result["label"] = classifier.Task == TaskKind.MultiLabel
            ? new JsonArray([.. classifier.Labels.Where((_, i) => answer.Scores[i] >= 0.5).Select(static label => JsonValue.Create(label))])
            : answer.Label;
        result["scores"] = new JsonObject(classifier.Labels.Zip(answer.Scores, static (label, score) => KeyValuePair.Create<string, JsonNode?>(label, score)));
        return result;
    }
}
