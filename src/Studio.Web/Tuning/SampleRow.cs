using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>A validation row with what the model says of it now and whether it was right at each evaluation before.</summary>
public sealed record SampleRow(SamplePrediction Now, IReadOnlyList<bool> Trail)
{
    public string Sentence => $"Right in {Trail.Count(right => right)} of {Trail.Count} evaluations";

    public static IReadOnlyList<SampleRow> Of(IReadOnlyList<EvaluationView> evaluations)
    {
        var seen = evaluations.Where(e => e.Samples.Count > 0).ToList();
        return seen.Count == 0
            ? []
            : [.. seen[^1].Samples.Select(now => new SampleRow(now,
                [.. seen.SelectMany(e => e.Samples.Where(s => s.RowId == now.RowId)).Select(s => s.Prediction == s.Label)]))];
    }
}
