using Studio.Core.Prompts;
using Studio.Core.Prompts.Runs;

namespace Studio.Core.Tests.Prompts.Runs;

public sealed class ScoreAnswerTests
{
    private static readonly AnswerReading Reading = new(["card lost", "card", "refund"]);

    [Theory]
    [InlineData(ScorerKind.Label, null, "Card lost.", "card lost", RowOutcome.Right)]
    [InlineData(ScorerKind.Label, null, "It is a refund", "card", RowOutcome.Wrong)]
    [InlineData(ScorerKind.Label, null, "card or refund", "card", RowOutcome.Unread)]
    [InlineData(ScorerKind.Contains, null, "either refund or card", "card", RowOutcome.Right)]
    [InlineData(ScorerKind.Contains, null, "a refund", "card", RowOutcome.Wrong)]
    [InlineData(ScorerKind.Contains, null, "no idea", "card", RowOutcome.Unread)]
    [InlineData(ScorerKind.Regex, @"label:\s*(\w+)", "Label: card. No, label: REFUND", "refund", RowOutcome.Right)]
    [InlineData(ScorerKind.Regex, @"label:\s*(\w+)", "label: parcel", "refund", RowOutcome.Unread)]
    [InlineData(ScorerKind.Regex, @"label:\s*(\w+)", "nothing", "refund", RowOutcome.Unread)]
    [InlineData(ScorerKind.JsonField, "result.label", "```json\n{\"result\": {\"label\": \"Refund\"}}\n```", "refund", RowOutcome.Right)]
    [InlineData(ScorerKind.JsonField, "label", "{\"label\": \"refund\"", "refund", RowOutcome.Unread)]
    [InlineData(ScorerKind.JsonField, "label", "{\"answer\": \"refund\"}", "refund", RowOutcome.Unread)]
    [InlineData(ScorerKind.JsonField, "label", "{\"label\": 3}", "refund", RowOutcome.Unread)]
    public void Each_way_reads_what_it_should_and_says_why_it_cannot(ScorerKind kind, string? argument, string answer, string expected, RowOutcome outcome)
    {
        var scored = new ScoreAnswer(new AnswerScorer(kind, argument), Reading).Of(answer, expected);
        Assert.Equal(outcome, scored.Outcome);
        Assert.Equal(outcome == RowOutcome.Unread, scored.Prediction is null && scored.Reason is { Length: > 10 });
    }
}
