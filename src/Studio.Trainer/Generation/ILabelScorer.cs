namespace Studio.Trainer.Generation;

/// <summary>Says how likely texts are as the continuation of another.</summary>
public interface ILabelScorer
{
    /// <summary>Scores all continuations of one context; the context is read once. Tokens are cut as lm-evaluation-harness cuts them.</summary>
    /// <param name="context">The text before, empty for none.</param>
    /// <param name="continuations">With the blank in front that belongs to them.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>One score for each continuation, in their order.</returns>
    /// <exception cref="GenerationException">A continuation is empty, or there is nothing for the model to begin with.</exception>
    Task<IReadOnlyList<ContinuationScore>> ScoreAsync(string context, IReadOnlyList<string> continuations, CancellationToken cancel);
}

/// <summary>A continuation's score. Nothing is normalized: every calibration can be made of it later.</summary>
/// <param name="Logprob">The sum of the tokens' natural log-probabilities.</param>
/// <param name="IsGreedy">Every token is the likeliest at its place.</param>
/// <param name="Ids">The tokens that were scored.</param>
/// <param name="TokenLogprobs">One for each token.</param>
public sealed record ContinuationScore(double Logprob, bool IsGreedy, IReadOnlyList<int> Ids, IReadOnlyList<double> TokenLogprobs);

/// <summary>A token of a text that is given, and how likely it was after those before it.</summary>
/// <param name="Id">The token.</param>
/// <param name="Token">Its text.</param>
/// <param name="Logprob">Natural logarithm; null for the first, which stands after nothing.</param>
/// <param name="Top">The likeliest tokens at its place, as many as were asked for.</param>
public sealed record ScoredToken(int Id, string Token, double? Logprob, IReadOnlyList<TokenLogprob> Top);
