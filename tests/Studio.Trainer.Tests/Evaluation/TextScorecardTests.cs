using Studio.Trainer.Evaluation.Texts;

namespace Studio.Trainer.Tests.Evaluation;

/// <summary>Figures worked out from the definitions of rouge-score and sacrebleu.</summary>
public sealed class TextScorecardTests
{
    private static readonly (string Prediction, string Reference, double RougeL, double Chrf)[] Cases =
    [
        ("the cat sat on the mat", "the cat is on the mat", 5.0 / 6, 64.5779420625287),
        ("Ein schöner Tag 😀", "Ein schoener Tag 😀!", 4.0 / 7, 58.639105924896434),
        ("ab", "abc", 0, 63.63636363636363),
        ("", "nothing", 0, 0),
        ("same text", "same text", 1, 100),
    ];

    [Fact]
    public void Each_text()
    {
        foreach (var (prediction, reference, rouge, chrf) in Cases)
        {
            var score = new CharacterFScore();
            score.Add(prediction, reference);
            Assert.Equal(rouge, RougeL.Score(prediction, reference), 1e-12);
            Assert.Equal(chrf, score.Score(), 1e-9);
        }
    }

    [Fact]
    public void A_set_counts_characters_together_and_words_text_by_text()
    {
        var card = TextScorecard.Of([.. Cases.Select(c => (c.Prediction, c.Reference))]);

        Assert.Equal(60.2415243793741, card.Chrf, 1e-9);
        Assert.Equal(0.480952380952381, card.RougeL, 1e-12);
        Assert.Equal(0.2, card.ExactMatch);
        Assert.Equal(1, TextScorecard.Of([(" yes\n", "yes")]).ExactMatch);
    }
}
