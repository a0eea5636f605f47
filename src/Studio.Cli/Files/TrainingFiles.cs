using Studio.Cli.CommandLine;
using Studio.Trainer.Runs;
using Studio.Trainer.Starters.Corpus;

namespace Studio.Cli.Files;

/// <summary>
/// The rows that a recipe learns from. A recipe with a <c>corpus.json</c> beside it brings its own: they are written into the output folder once, and
/// the same again for a run that goes on.
/// </summary>
internal static class TrainingFiles
{
    private const string Plan = "corpus.json", Folder = "corpus";

    /// <summary>Rows to learn from and to validate on.</summary>
    /// <exception cref="UsageException">No rows are named, and the recipe brings none.</exception>
    public static (IRowSource Train, IRowSource Validation) Open(Arguments arguments)
    {
        if (arguments.Optional("train") is { } train)
            return (JsonLinesRows.Open(train), arguments.Optional("validation") is { } validation ? JsonLinesRows.Open(validation) : new RowList([]));
        var plan = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(arguments.Required("recipe")))!, Plan);
        if (!File.Exists(plan))
            throw new UsageException($"The option --train is missing, and there is no {Plan} beside the recipe to make rows from.");
        var folder = Path.Combine(arguments.Required("output"), Folder);
        var data = arguments.Optional("data") ?? Environment.GetEnvironmentVariable("STUDIO_DATA");
        var (_, held) = new CorpusWriter(CorpusPlan.Load(plan), data).Write(folder);
        return (JsonLinesRows.Open(Path.Combine(folder, "train.jsonl")), held == 0 ? new RowList([]) : JsonLinesRows.Open(Path.Combine(folder, "validation.jsonl")));
    }
}
