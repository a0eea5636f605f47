using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;
using TorchSharp;

namespace Studio.Cli.Commands;

/// <summary>A model's folder once more, with its weights in another type: bf16 takes half the room.</summary>
internal sealed class ExportCommand : ICommand
{
    private static readonly string[] Companions = ["generation_config.json", "chat_template.jinja", "recipe.json"];

    public string Name => "export";

    public string Usage => "--model DIR --output DIR [--dtype bf16] [--chat-template FILE]";

    public Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var folder = ModelFolder.Find(arguments.Required("model"));
        var output = Path.GetFullPath(arguments.Required("output"));
        var (type, name) = (arguments.Optional("dtype") ?? "fp32") switch
        {
            "bf16" => (torch.ScalarType.BFloat16, "bfloat16"),
            "fp32" => (torch.ScalarType.Float32, "float32"),
            var other => throw new UsageException($"The option --dtype is bf16 or fp32, not '{other}'."),
        };
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new TrainingException($"The folder '{output}' is not empty; name another one.");
        var partial = output + ".partial";
        try
        {
            Directory.CreateDirectory(partial);
            foreach (var file in Companions.Where(file => File.Exists(Path.Combine(folder, file))))
                File.Copy(Path.Combine(folder, file), Path.Combine(partial, file), overwrite: true);
            if (Directory.EnumerateFiles(folder, "*token*").Any()) TokenizerFolder.Load(folder).Save(partial);
            if (arguments.Optional("chat-template") is { } template) File.Copy(template, Path.Combine(partial, "chat_template.jinja"), overwrite: true);
            var (hash, difference) = Write(folder, partial, type, name);
            if (Directory.Exists(output)) Directory.Delete(output);
            Directory.Move(partial, output);
            return Task.FromResult(new CommandResult(new JsonObject { ["model"] = output, ["weights_sha256"] = hash, ["max_difference"] = difference },
                $"The model is in '{output}'. Read again its logits differ by {difference:g2} at most."));
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

    private static (string Hash, double Difference) Write(string folder, string partial, torch.ScalarType type, string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var model = TransformerModel.Load(folder);
        var before = Answers(model);
        model.Config.Json["dtype"] = name;
        model.Config.Json.Remove("torch_dtype");
        model.Config.Save(partial);
        var hash = SafetensorsWriter.Write(Path.Combine(partial, "model.safetensors"), model.Parameters.All.Select(p => (p.Name, p.Tensor.to(type))));
        using var written = TransformerModel.Load(partial);
        return (hash, (Answers(written) - before).abs().max().ToDouble());
    }

    private static torch.Tensor Answers(TransformerModel model)
    {
        long[] ids = [.. Enumerable.Range(0, 16).Select(i => i * 2654435761L % model.VocabularySize)];
        return model.Forward(new(torch.tensor(ids, [1, ids.Length])) { PadsRight = true }, new ForwardPass()).to(torch.ScalarType.Float32);
    }
}
