using System.Text.RegularExpressions;

namespace Studio.Core.Tuning.Bases.Hub;

/// <summary>A model on a hub: <c>org/name</c>.</summary>
public sealed partial record HubId(string Owner, string Name)
{
    public override string ToString() => $"{Owner}/{Name}";

    /// <summary>Takes an id, or the address of a model's page.</summary>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static HubId Parse(string text, string hubAddress)
    {
        var given = text.Trim();
        if (given.StartsWith(hubAddress + "/", StringComparison.OrdinalIgnoreCase))
            given = given[(hubAddress.Length + 1)..];
        var parts = given.Split('/');
        return parts.Length >= 2 && parts[..2].All(part => Part().IsMatch(part) && !part.Contains("..", StringComparison.Ordinal)) && (parts.Length == 2 || parts[2] is "tree" or "")
            ? new HubId(parts[0], parts[1])
            : throw new InvalidInputException("A model's id on the hub is its owner, a slash and its name, such as HuggingFaceTB/SmolLM2-135M.");
    }

    /// <exception cref="InvalidInputException">No branch, tag or commit is called so.</exception>
    public static string Revision(string? text)
    {
        var revision = string.IsNullOrWhiteSpace(text) ? "main" : text.Trim();
        return Reference().IsMatch(revision) && !revision.Contains("..", StringComparison.Ordinal)
            ? revision : throw new InvalidInputException("A revision is a branch, a tag or a commit, such as main or v1.0.");
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Part();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
