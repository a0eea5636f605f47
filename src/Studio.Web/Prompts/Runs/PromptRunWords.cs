using System.Globalization;
using Studio.Core.Prompts.Runs;
using Studio.Core.Tuning;
using Studio.Web.Evaluation;

namespace Studio.Web.Prompts.Runs;

/// <summary>Figures of a prompt run in words, the same on every page.</summary>
public static class PromptRunWords
{
    public static string State(RunState state) => state switch
    {
        RunState.Running => "Asking",
        RunState.Evaluating => "Scoring",
        RunState.Succeeded => "Done",
        _ => state.ToString(),
    };

    public static string StateClass(RunState state) => state switch
    {
        RunState.Running or RunState.Evaluating => "badge badge-live",
        RunState.Succeeded => "badge badge-good",
        RunState.Failed => "badge badge-bad",
        _ => "badge",
    };

    public static string Outcome(RowOutcome outcome) => outcome switch
    {
        RowOutcome.Unread => "no label",
        RowOutcome.Failed => "no answer",
        RowOutcome.Right => "right",
        _ => "wrong",
    };

    public static string OutcomeClass(RowOutcome outcome) => outcome switch
    {
        RowOutcome.Right => "badge badge-good",
        RowOutcome.Wrong => "badge badge-bad",
        _ => "badge badge-warning",
    };

    public static string Price(double? price, string? currency) => price is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{(known < 0.01 ? known.ToString("0.######", CultureInfo.InvariantCulture) : known.ToString("0.00", CultureInfo.InvariantCulture))} {currency}") : "not known";

    public static string Scorer(AnswerScorer scorer) => scorer.Kind switch
    {
        ScorerKind.Contains => "the right label stands somewhere in the answer",
        ScorerKind.Regex => $"what {scorer.Argument} finds",
        ScorerKind.JsonField => $"the field {scorer.Argument} of the answer's JSON",
        ScorerKind.Likelihood => "the likeliest label; nothing was written",
        _ => "the one label in the answer",
    };

    public static string Accuracy(PromptRunStatus status) => status.Done == 0 ? "–" : FigureText.Percent((double)status.Right / status.Done);
}
