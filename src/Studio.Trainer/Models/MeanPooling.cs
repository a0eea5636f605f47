using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>One vector for each row: the mean of its tokens' vectors, padding left out (Reimers and Gurevych, 2019).</summary>
internal static class MeanPooling
{
    /// <param name="vectors">[rows, tokens, hidden].</param>
    /// <param name="batch">Says which tokens count.</param>
    /// <returns>[rows, hidden].</returns>
    public static Tensor Of(Tensor vectors, TokenBatch batch)
    {
        if (batch.Mask is null)
            return vectors.mean([1]);
        // Rows of 1/n where a token counts: one product per row is the mean.
        var counts = batch.Mask.to_type(vectors.dtype);
        return counts.div(counts.sum(1, keepdim: true)).unsqueeze(1).bmm(vectors).squeeze(1);
    }
}
