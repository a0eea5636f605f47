using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;

namespace Studio.Cli.Commands;

/// <summary>A model and its adapter to a model that needs no adapter.</summary>
internal sealed class MergeCommand : ICommand
{
    public string Name => "merge";

    public string Usage => "--model DIR --adapter DIR --output DIR";

    public Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var folder = ModelFolder.Find(arguments.Required("model"));
        var output = Path.GetFullPath(arguments.Required("output"));
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new TrainingException($"The folder '{output}' is not empty; name another one.");
        using var model = TransformerModel.Load(folder, arguments.Required("adapter"));
        var check = ExportCheck.Before(model);
        model.MergeAdapter();
        var partial = output + ".partial";
        try
        {
            Directory.CreateDirectory(partial);
            if (Directory.EnumerateFiles(folder, "*token*").Any()) TokenizerFolder.Load(folder).Save(partial);
            model.Config.Json["dtype"] = "float32";
            model.Config.Json.Remove("torch_dtype");
            model.Config.Save(partial);
            foreach (var name in new[] { "generation_config.json", "chat_template.jinja" })
                if (File.Exists(Path.Combine(folder, name))) File.Copy(Path.Combine(folder, name), Path.Combine(partial, name), overwrite: true);
            var hash = SafetensorsWriter.Write(Path.Combine(partial, "model.safetensors"), model.Parameters.All);
            var difference = check.After(partial);
            if (Directory.Exists(output)) Directory.Delete(output);
            Directory.Move(partial, output);
            return Task.FromResult(new CommandResult(new JsonObject { ["model"] = output, ["weights_sha256"] = hash, ["max_difference"] = difference },
                $"The merged model is in '{output}'. Read again it answers as the model with its adapter: logits differ by {difference:g2} at most."));
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }
}
