namespace Studio.Cli.CommandLine;

/// <summary>The command line was not understood; the sentence says why.</summary>
internal sealed class UsageException(string message) : Exception(message);
