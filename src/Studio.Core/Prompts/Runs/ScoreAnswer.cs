using System.Text.Json;
using System.Text.RegularExpressions;

namespace Studio.Core.Prompts.Runs;

/// <summary>What an answer is worth.</summary>
/// <param name="Outcome">Right, wrong, or without a label.</param>
/// <param name="Prediction">The label that was read; null where none was.</param>
/// <param name="Reason">Why none was.</param>
public sealed record ScoredAnswer(RowOutcome Outcome, string? Prediction, string? Reason);

/// <summary>Scores answers in one way. Safe to use from several threads at once.</summary>
public sealed class ScoreAnswer
{
    private readonly AnswerReading _reading;
    private readonly ScorerKind _kind;
    private readonly Regex? _expression;
    private readonly string[] _field;

    /// <param name="scorer">The way.</param>
    /// <param name="reading">The prompt's labels and where its answers begin.</param>
    public ScoreAnswer(AnswerScorer scorer, AnswerReading reading)
    {
        (_kind, _reading) = (scorer.Kind, reading);
        _expression = scorer.Kind == ScorerKind.Regex ? scorer.Expression() : null;
        _field = scorer.Kind == ScorerKind.JsonField ? scorer.Argument!.Split('.') : [];
    }

    public ScoredAnswer Of(string answer, string expected)
    {
        var read = _kind switch
        {
            ScorerKind.Regex => FromMatch(answer),
            ScorerKind.JsonField => FromJson(answer),
            ScorerKind.Contains => FromWords(answer, expected),
            _ => ReadAnswer.Of(answer, _reading),
        };
        return read.Label is null ? new ScoredAnswer(RowOutcome.Unread, null, read.Reason)
            : new ScoredAnswer(read.Label == expected ? RowOutcome.Right : RowOutcome.Wrong, read.Label, null);
    }

    private AnswerLabel FromWords(string answer, string expected) => answer.Contains(expected, StringComparison.OrdinalIgnoreCase)
        ? new AnswerLabel(expected, null)
        : _reading.Labels.FirstOrDefault(label => answer.Contains(label, StringComparison.OrdinalIgnoreCase)) is { } other
            ? new AnswerLabel(other, null) : new AnswerLabel(null, "The answer holds none of the labels.");

    private AnswerLabel FromMatch(string answer)
    {
        var matches = _expression!.Matches(answer);
        if (matches.Count == 0)
            return new AnswerLabel(null, "The regular expression does not match the answer.");
        // The last match counts: prompts that reason first end with their answer.
        var match = matches[^1];
        return Known(match.Groups.Count > 1 ? match.Groups[1].Value : match.Value);
    }

    private AnswerLabel FromJson(string answer)
    {
        var (start, end) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        if (start < 0 || end < start)
            return new AnswerLabel(null, "The answer holds no JSON object.");
        try
        {
            using var json = JsonDocument.Parse(answer.AsMemory(start, end - start + 1));
            var value = json.RootElement;
            foreach (var name in _field)
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                    return new AnswerLabel(null, $"The answer's JSON has no field '{string.Join('.', _field)}'.");
            }

            return value.ValueKind == JsonValueKind.String ? Known(value.GetString()!) : new AnswerLabel(null, $"The field '{string.Join('.', _field)}' is not a text.");
        }
        catch (JsonException)
        {
            return new AnswerLabel(null, "The answer's JSON is not whole.");
        }
    }

    private AnswerLabel Known(string text) => _reading.Labels.FirstOrDefault(label => string.Equals(label, text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } label
        ? new AnswerLabel(label, null) : new AnswerLabel(null, text.Length <= 60 ? $"'{text.Trim()}' is none of the labels." : "What was found is none of the labels.");
}
