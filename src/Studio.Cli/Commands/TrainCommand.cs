using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Native;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Steering;

namespace Studio.Cli.Commands;

/// <summary>Trains a model by a recipe. The folder <c>model/</c> of the output is a Hugging Face folder.</summary>
internal sealed class TrainCommand : ICommand
{
    public string Name => "train";

    public string Usage => "--recipe recipe.json [--train train.jsonl] [--validation v.jsonl] [--data DIR] --output DIR [--resume] [--finish] [--device NAME]";

    public async Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var recipe = RecipeJson.Parse(JsonFile.ReadText(arguments.Required("recipe")));
        var output = arguments.Required("output");
        RefuseUsedFolder(output, arguments.Has("resume"));
        var (train, validation) = TrainingFiles.Open(arguments);
        var job = new TrainingJob { Recipe = recipe, Train = train, Validation = validation, OutputDirectory = output, Control = new() };
        if (arguments.Has("finish"))
            job.Control.Post(new RunOrder(Guid.NewGuid()) { Stop = true });
        Libtorch.ComputeAlone();
        var engine = new TrainingEngine(new EngineOptions { Device = arguments.Optional("device") ?? "auto" });
        var result = await engine.TrainAsync(job, new RunReporter(Console.Error, TimeProvider.System).Report, cancel);
        return new CommandResult(TrainSummary.Of(result, recipe, output), $"Done after {result.Steps} steps in {result.Elapsed:hh\\:mm\\:ss}; the model is in '{result.ModelDirectory}'.");
    }

    private static void RefuseUsedFolder(string output, bool resume)
    {
        if (File.Exists(output)) throw new TrainingException($"'{output}' is a file; the output is a folder.");
        if (!resume && (Directory.Exists(Path.Combine(output, "checkpoints")) || Directory.Exists(Path.Combine(output, "folds")) || Directory.Exists(Path.Combine(output, "trials")) || Directory.Exists(Path.Combine(output, "model"))))
            throw new TrainingException($"The folder '{output}' holds a run already. Add --resume to go on with it, or name another folder.");
    }
}
