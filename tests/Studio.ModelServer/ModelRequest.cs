using System.Text.Json.Nodes;

namespace Studio.ModelServer;

/// <summary>A request for a chat completion as it arrived.</summary>
/// <param name="Model">The model that was asked.</param>
/// <param name="Messages">Role and content of each message.</param>
/// <param name="Stream">Whether the answer is to come in parts.</param>
/// <param name="Key">The bearer key, if one was sent.</param>
/// <param name="Time">How often this very conversation was asked before, counted from 1.</param>
/// <param name="Body">Everything.</param>
public sealed record ModelRequest(string Model, IReadOnlyList<(string Role, string Content)> Messages, bool Stream, string? Key, int Time, JsonObject Body)
{
    /// <summary>The last message, which mostly holds the text to be labelled.</summary>
    public string Question => Messages.Count == 0 ? "" : Messages[^1].Content;

    public string Whole => string.Join('\n', Messages.Select(message => message.Content));
}
