namespace Studio.Trainer.Evaluation.Texts;

/// <summary>How near written texts come to what they should be.</summary>
/// <param name="Rows">Texts.</param>
/// <param name="ExactMatch">Share of texts that are the reference, white space at both ends aside.</param>
/// <param name="RougeL">Mean ROUGE-L, from 0 to 1.</param>
/// <param name="Chrf">chrF over all texts together, from 0 to 100.</param>
public sealed record TextScorecard(int Rows, double ExactMatch, double RougeL, double Chrf)
{
    public static TextScorecard Of(IReadOnlyList<(string Prediction, string Reference)> pairs)
    {
        if (pairs.Count == 0) throw new ArgumentException("There are no texts to score.", nameof(pairs));
        var chrf = new CharacterFScore();
        foreach (var (prediction, reference) in pairs) chrf.Add(prediction, reference);
        return new TextScorecard(
            pairs.Count, pairs.Count(static pair => pair.Prediction.AsSpan().Trim().SequenceEqual(pair.Reference.AsSpan().Trim())) / (double)pairs.Count,
            pairs.Average(static pair => Texts.RougeL.Score(pair.Prediction, pair.Reference)), chrf.Score());
    }
}
