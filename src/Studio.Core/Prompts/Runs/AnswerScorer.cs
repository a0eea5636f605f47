using System.Text.Json;
using System.Text.RegularExpressions;

namespace Studio.Core.Prompts.Runs;

/// <summary>How an answer is held against the label that would be right.</summary>
public enum ScorerKind
{
    /// <summary>The answer is one of the labels, or holds exactly one of them as whole words.</summary>
    Label,

    /// <summary>The right label stands somewhere in the answer.</summary>
    Contains,

    /// <summary>The first group of a regular expression, or the whole match where it has none, is a label.</summary>
    Regex,

    /// <summary>A field of the JSON object in the answer is a label.</summary>
    JsonField,

    /// <summary>Nothing is written: the likeliest label is the answer, and every label's score is kept. Only models of this server tell likelihoods.</summary>
    Likelihood,
}

/// <param name="Kind">The way.</param>
/// <param name="Argument">The expression or the field, such as <c>result.label</c>; null for the ways that need none.</param>
public sealed record AnswerScorer(ScorerKind Kind = ScorerKind.Label, string? Argument = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static AnswerScorer Parse(string json) => JsonSerializer.Deserialize<AnswerScorer>(json, Json)!;

    /// <exception cref="InvalidInputException">The argument is missing or cannot be used.</exception>
    public void Check()
    {
        if (Kind == ScorerKind.JsonField && string.IsNullOrWhiteSpace(Argument))
            throw new InvalidInputException("Name the field of the answer's JSON that holds the label, such as label or result.label.");
        if (Kind == ScorerKind.Regex)
            _ = Expression();
    }

    internal Regex Expression()
    {
        try
        {
            if (string.IsNullOrWhiteSpace(Argument) || Argument.Length > 1000)
                throw new InvalidInputException("Write the regular expression whose first group is the label, such as label:\\s*(\\w+).");
            // Without backtracking no expression can take for ever.
            return new Regex(Argument, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException($"The regular expression cannot be read: {error.Message}");
        }
        catch (NotSupportedException)
        {
            throw new InvalidInputException("The regular expression looks ahead or behind, or refers back to a group; those are not supported, because they can take for ever.");
        }
    }
}
