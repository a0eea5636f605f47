using Microsoft.Extensions.AI;
using Studio.Core.Models.Serving.Sources;
using Studio.Core.Prompts.Connections;

namespace Studio.Core.Prompts.Runs;

/// <summary>Asks about one row until there is an answer, or a reason why there is none. Whatever happens, the row ends.</summary>
internal sealed class AskRow(IChatClient client, RowMessages messages, ScoreAnswer scorer, int maxAttempts, Pace pace, TimeProvider time, IReadOnlyList<string>? likelihoods = null)
{
    public async Task<(PromptRunRow Row, ModelCallException? Failure)> RunAsync(Guid runId, RowQuestion question, CancellationToken cancel)
    {
        var attempt = 0;
        while (true)
        {
            await pace.WaitAsync(cancel);
            attempt++;
            var began = time.GetTimestamp();
            try
            {
                if (likelihoods is not null)
                    return (await LikeliestAsync(runId, question, likelihoods, attempt, began, cancel), null);
                var answer = await client.GetResponseAsync(await messages.OfAsync(question.Text, cancel), messages.Options, cancel);
                return (Answered(runId, question, answer, attempt, Milliseconds(began)), null);
            }
            catch (ModelCallException failure) when (failure.MayPass && attempt < maxAttempts)
            {
                await pace.BackOffAsync(attempt, failure, cancel);
            }
            catch (StudioException failure)
            {
                return (Unanswered(runId, question, failure.Message, attempt, Milliseconds(began)), failure as ModelCallException);
            }
            catch (Exception error) when (error is not OperationCanceledException and not OutOfMemoryException)
            {
                return (Unanswered(runId, question, $"Something unexpected happened inside Studio ({error.GetType().Name}: {error.Message}).", attempt, Milliseconds(began)), null);
            }
        }
    }

    private async Task<PromptRunRow> LikeliestAsync(Guid runId, RowQuestion question, IReadOnlyList<string> labels, int attempt, long began, CancellationToken cancel)
    {
        var model = (ILabelAnswers?)client.GetService(typeof(ILabelAnswers)) ?? throw new InvalidInputException("This model does not tell how likely a label is.");
        var (told, tokens) = await model.ScoreAsync(await messages.OfAsync(question.Text, cancel), labels, cancel);
        var scores = LabelScores.Of(labels, told);
        var likeliest = scores.Ranked[0].Label;
        return new PromptRunRow
        {
            RunId = runId, Position = question.Position, ExampleId = question.ExampleId, Label = question.Label,
            Outcome = likeliest == question.Label ? RowOutcome.Right : RowOutcome.Wrong, Prediction = likeliest, Scores = scores.ToJson(),
            InputTokens = tokens, Milliseconds = Milliseconds(began), Attempts = attempt,
        };
    }

    private PromptRunRow Answered(Guid runId, RowQuestion question, ChatResponse answer, int attempt, int milliseconds)
    {
        var text = answer.Text;
        var scored = scorer.Of(text, question.Label);
        var cut = scored.Outcome == RowOutcome.Unread && answer.FinishReason == ChatFinishReason.Length;
        return new PromptRunRow
        {
            RunId = runId, Position = question.Position, ExampleId = question.ExampleId, Label = question.Label,
            Outcome = scored.Outcome, Prediction = scored.Prediction,
            Reason = cut ? $"{scored.Reason} It was cut at the prompt's max_tokens." : scored.Reason,
            Answer = Storable(text), InputTokens = Count(answer.Usage?.InputTokenCount), OutputTokens = Count(answer.Usage?.OutputTokenCount),
            Milliseconds = milliseconds, Attempts = attempt,
        };
    }

    private static PromptRunRow Unanswered(Guid runId, RowQuestion question, string reason, int attempt, int milliseconds) => new()
    {
        RunId = runId, Position = question.Position, ExampleId = question.ExampleId, Label = question.Label,
        Outcome = RowOutcome.Failed, Reason = Storable(reason), Milliseconds = milliseconds, Attempts = attempt,
    };

    private static int Count(long? tokens) => (int)Math.Clamp(tokens ?? 0, 0, int.MaxValue);

    // PostgreSQL stores no NUL character, and no half of a surrogate pair may be left at the cut.
    private static string Storable(string text)
    {
        text = text.Replace("\0", "\uFFFD", StringComparison.Ordinal);
        if (text.Length <= PromptRunRow.LongestAnswer)
            return text;
        var length = char.IsHighSurrogate(text[PromptRunRow.LongestAnswer - 1]) ? PromptRunRow.LongestAnswer - 1 : PromptRunRow.LongestAnswer;
        return text[..length];
    }

    private int Milliseconds(long began) => (int)Math.Min(time.GetElapsedTime(began).TotalMilliseconds, int.MaxValue);
}
