using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Trainer.Starters.Corpus;

namespace Studio.Cli.Commands;

/// <summary>Writes the rows that a starter model learns from.</summary>
internal sealed class CorpusCommand : ICommand
{
    public string Name => "corpus";

    public string Usage => "--plan corpus.json [--data DIR] --output DIR";

    public Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var output = arguments.Required("output");
        var data = arguments.Optional("data") ?? Environment.GetEnvironmentVariable("STUDIO_DATA");
        var (train, validation) = new CorpusWriter(CorpusPlan.Load(arguments.Required("plan")), data).Write(output);
        return Task.FromResult(new CommandResult(
            new JsonObject { ["train"] = train, ["validation"] = validation }, $"{train} rows to learn from and {validation} to validate on are in '{output}'."));
    }
}
