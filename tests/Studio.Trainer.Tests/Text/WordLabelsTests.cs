using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Text;

public sealed class WordLabelsTests
{
    private static readonly Encoding Encoded = WordPieceTokenizer
        .Create([.. WordPieceTokenizer.SpecialNames, "play", "##ing", "chess", "in", "riga"], lowercase: true)
        .EncodeWords(["Playing", "chess", "in", "Riga"], maxLength: 6);

    [Fact]
    public void The_first_token_of_a_word_has_its_label_and_the_rest_none()
    {
        Assert.Equal(["[CLS]", "play", "##ing", "chess", "in", "[SEP]"], Encoded.Tokens);
        Assert.Equal([-100, 1, -100, 2, 3, -100], WordLabels.Align(Encoded, [1, 2, 3, 4]));
    }

    [Fact]
    public void Answers_are_read_at_the_first_token_and_cut_words_have_none() =>
        Assert.Equal(["B", "O", "x", "O"], WordLabels.Collect(Encoded, ["O", "B", "I", "O", "x", "O"], 4, "O"));
}
