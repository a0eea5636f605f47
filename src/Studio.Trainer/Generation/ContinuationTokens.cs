using Studio.Trainer.Text;

namespace Studio.Trainer.Generation;

/// <summary>
/// Cuts a context and its continuation into tokens as lm-evaluation-harness does: blanks at the end of the context belong to the continuation,
/// both are encoded together, and the continuation is what stands behind the context's own tokens.
/// </summary>
/// <param name="tokenizer">The model's.</param>
/// <param name="addSpecialTokens">Whether a begin token goes in front; the harness does so for Gemma alone.</param>
/// <param name="prefixId">Stands for an empty context: the begin token, else the end token.</param>
internal sealed class ContinuationTokens(ITokenizer tokenizer, bool addSpecialTokens, int? prefixId)
{
    /// <exception cref="GenerationException">The continuation is empty, or the context is and the model has no token to begin with.</exception>
    public (int[] Context, int[] Continuation) Encode(string context, string continuation)
    {
        string rest = context.TrimEnd();
        continuation = context[rest.Length..] + continuation;
        if (continuation.Length == 0)
            throw new GenerationException("A continuation is empty; there is nothing to score.");
        if (rest.Length == 0)
            return ([prefixId ?? throw new GenerationException("The context is empty, and the model's tokenizer has no begin or end token to put in its place.")], Ids(continuation));
        int[] before = Ids(rest), whole = Ids(rest + continuation);
        int[] after = whole.Length > before.Length ? whole[before.Length..] : [];
        return after.Length > 0 ? (before, after)
            : throw new GenerationException($"The continuation \"{continuation}\" melts into the context's last token, so that nothing of it is left to score.");
    }

    private int[] Ids(string text) => tokenizer.Encode(text, addSpecialTokens: addSpecialTokens).Ids;
}
