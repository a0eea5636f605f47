using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>Prompts that come back, with how likely each of their tokens was.</summary>
internal static class Echoes
{
    /// <summary>One for each choice.</summary>
    public static async Task<IReadOnlyList<EchoedPrompt>> OfAsync(TextGenerator generator, CompletionQuestion question, IReadOnlyList<int[]> prompts, CancellationToken cancel)
    {
        var echoes = new List<EchoedPrompt>();
        for (var i = 0; i < prompts.Count; i++)
        {
            var scored = question.Shared.Request.TopLogprobs is { } top && prompts[i].Length > 0 ? await generator.ScoreTextAsync(prompts[i], top, cancel) : null;
            var echo = new EchoedPrompt(
                question.Prompts[i].Text ?? generator.Tokenizer.Decode(prompts[i]),
                scored is null ? null : [.. scored.Select(token => (token.Token, generator.Tokenizer.BytesOf(token.Id), token.Logprob, token.Top))]);
            echoes.AddRange(Enumerable.Repeat(echo, question.Shared.Choices));
        }

        return echoes;
    }
}
