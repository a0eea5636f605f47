using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using static TorchSharp.torch;

namespace Studio.Cli.Commands;

/// <summary>One batch of ids through a model: the logits, and the loss where labels are given. Made for comparing with other programs.</summary>
internal sealed class ForwardCommand : ICommand
{
    public string Name => "forward";

    public string Usage => "--model DIR [--adapter DIR] --input batch.json --output out.json";

    public Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var input = JsonFile.ReadObject(arguments.Required("input"));
        var path = arguments.Required("output");
        using var model = TransformerModel.Load(ModelFolder.Find(arguments.Required("model")), arguments.Optional("adapter"));
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var ids = BatchTensors.Integers(input, "input_ids") ?? throw new TrainingException("The batch has no \"input_ids\".");
        var mask = BatchTensors.Integers(input, "attention_mask", ids);
        var types = BatchTensors.Integers(input, "token_type_ids", ids);
        var logits = model.Forward(new TokenBatch(ids, mask?.to(ScalarType.Bool), types) { PositionIds = BatchTensors.Integers(input, "position_ids", ids) }, new ForwardPass());
        var output = new JsonObject { ["logits"] = BatchTensors.ToJson(logits) };
        var sentence = $"Logits of shape [{string.Join(", ", logits.shape)}].";
        if (BatchTensors.Loss(input, model.Task.Kind, logits) is { } loss)
        {
            output["loss"] = loss;
            sentence += $" Loss {loss:g9}.";
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, output.ToJsonString());
        var summary = new JsonObject { ["shape"] = JsonSerializer.SerializeToNode(logits.shape) };
        if (output["loss"] is { } value) summary["loss"] = value.DeepClone();
        return Task.FromResult(new CommandResult(summary, sentence));
    }
}
