using Studio.Core.Tuning;

namespace Studio.Web.Tuning;

/// <summary>What was answered at one step, and whether the answer came to an end by itself.</summary>
public sealed record StepAnswer(int Step, string Text, bool Stopped);

/// <summary>A fixed prompt with its newest answer and those before, the newest first.</summary>
public sealed record AnsweredPrompt(string Id, string Prompt, string? Expected, StepAnswer Now, IReadOnlyList<StepAnswer> Before)
{
    public static IReadOnlyList<AnsweredPrompt> Of(IReadOnlyList<EvaluationView> evaluations)
    {
        var seen = evaluations.Where(e => e.Samples.Count > 0).Reverse().ToList();
        return seen.Count == 0 ? [] : [.. seen[0].Samples.Select(now =>
        {
            var answers = seen.SelectMany(e => e.Samples.Where(s => s.RowId == now.RowId).Select(s => new StepAnswer(e.Step, s.Prediction, s.Score >= 1))).ToList();
            return new AnsweredPrompt(now.RowId, now.Text, now.Label, answers[0], answers[1..]);
        })];
    }
}
