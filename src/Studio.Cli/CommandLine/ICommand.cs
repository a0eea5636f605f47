using System.Text.Json.Nodes;

namespace Studio.Cli.CommandLine;

/// <summary>One thing that the command line does. Files in, files out.</summary>
internal interface ICommand
{
    string Name { get; }

    /// <summary>What follows the name, as it is shown to a person who got it wrong.</summary>
    string Usage { get; }

    /// <summary>Answers what is printed as JSON, or null where the command prints its own output.</summary>
    Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel);
}

/// <summary>What a command has to say at its end.</summary>
/// <param name="Summary">The object that <c>--json</c> prints.</param>
/// <param name="Sentence">The same for a person; null prints the object in any case.</param>
internal sealed record CommandResult(JsonObject Summary, string? Sentence);
