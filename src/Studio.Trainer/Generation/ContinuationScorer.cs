using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using static TorchSharp.torch;

namespace Studio.Trainer.Generation;

/// <summary>Scores continuations with one pass over their common context and one over all of them together.</summary>
internal sealed class ContinuationScorer(WritingLoop loop, Decoder decoder, CausalHead head)
{
    public IReadOnlyList<ContinuationScore> Score(IReadOnlyList<(int[] Context, int[] Continuation)> items)
    {
        var scores = new ContinuationScore[items.Count];
        // What is too long for the model loses tokens of the context on the left, as in the harness; such items part from the others.
        var cut = items.Select((item, number) => (Context: Cut(item), item.Continuation, Number: number)).ToList();
        foreach (var group in cut.GroupBy(item => item.Context, SameTokens.Instance))
            Score([.. group.Select(item => (item.Continuation, item.Number))], group.Key, scores);
        return scores;
    }

    /// <summary>For every token of a text but the first: its log-probability, and the ids and log-probabilities of the likeliest at its place.</summary>
    public IReadOnlyList<(double Logprob, int[] Top, double[] TopLogprobs)> ScoreText(IReadOnlyList<int> ids, int top)
    {
        var scored = new List<(double, int[], double[])>(ids.Count);
        using var scope = NewDisposeScope();
        foreach (var (start, hidden) in loop.ReadAll(ids))
        {
            using var part = NewDisposeScope();
            int rows = (int)Math.Min(hidden.shape[0], ids.Count - 1 - start);
            if (rows <= 0)
                break;
            var all = head.Score(hidden.narrow(0, 0, rows)).to_type(ScalarType.Float32).log_softmax(-1);
            float[] own = [.. all.gather(1, tensor([.. Enumerable.Range(start + 1, rows).Select(i => (long)ids[i])], [rows, 1], device: all.device)).cpu().contiguous().data<float>()];
            if (own.Any(p => !float.IsFinite(p)))
                throw new GenerationException(Answer.NotNumbers);
            int width = (int)Math.Min(top, all.shape[1]);
            var (values, places) = width == 0 ? (all.narrow(1, 0, 0), all.narrow(1, 0, 0).to_type(ScalarType.Int64)) : all.topk(width, 1, true, true);
            float[] best = [.. values.cpu().contiguous().data<float>()];
            long[] bestIds = [.. places.cpu().contiguous().data<long>()];
            for (int i = 0; i < rows; i++)
                scored.Add((own[i], [.. bestIds[(i * width)..((i + 1) * width)].Select(id => (int)id)], [.. best[(i * width)..((i + 1) * width)].Select(p => (double)p)]));
        }
        return scored;
    }

    private int[] Cut((int[] Context, int[] Continuation) item)
    {
        int kept = loop.MaxTokens + 1 - item.Continuation.Length;
        if (kept < 1)
            throw new GenerationException($"A continuation has {item.Continuation.Length} tokens, and the model reads {loop.MaxTokens} at most.");
        return item.Context.Length <= kept ? item.Context : item.Context[^kept..];
    }

    private void Score(IReadOnlyList<(int[] Ids, int Number)> rows, int[] context, ContinuationScore[] scores)
    {
        using var scope = NewDisposeScope();
        var (last, _, cache) = loop.Read(context);
        int longest = rows.Max(row => row.Ids.Length);
        // Of each continuation all but the last token are read; the context's last vector answers for the first.
        var first = head.Score(last).to_type(ScalarType.Float32).log_softmax(-1);
        Tensor? later = null;
        if (longest > 1)
        {
            long[] flat = new long[rows.Count * (longest - 1)];
            for (int row = 0; row < rows.Count; row++)
                for (int i = 0; i < rows[row].Ids.Length - 1; i++)
                    flat[row * (longest - 1) + i] = rows[row].Ids[i];
            var batch = new TokenBatch(tensor(flat, [rows.Count, longest - 1], device: decoder.Parameters.Device))
            {
                Memory = cache.Share(0, loop.VirtualTokens + context.Length),
                PadsRight = true,
            };
            later = head.Score(decoder.Forward(batch, new ForwardPass())).to_type(ScalarType.Float32).log_softmax(-1);
        }
        for (int row = 0; row < rows.Count; row++)
            scores[rows[row].Number] = Collect(rows[row].Ids, first[0], later?[row]);
    }

    private static ContinuationScore Collect(int[] ids, Tensor first, Tensor? later)
    {
        var all = later is null || ids.Length == 1 ? first.unsqueeze(0) : cat([first.unsqueeze(0), later.narrow(0, 0, ids.Length - 1)], 0);
        var chosen = all.gather(1, tensor([.. ids.Select(id => (long)id)], [ids.Length, 1], device: all.device)).squeeze(1);
        float[] logprobs = [.. chosen.cpu().contiguous().data<float>()];
        if (logprobs.Any(p => !float.IsFinite(p)))
            throw new GenerationException(Answer.NotNumbers);
        long[] likeliest = [.. all.argmax(-1).cpu().contiguous().data<long>()];
        return new(logprobs.Sum(p => (double)p), ids.Zip(likeliest).All(p => p.First == p.Second), ids, [.. logprobs.Select(p => (double)p)]);
    }

    private sealed class SameTokens : IEqualityComparer<int[]>
    {
        public static SameTokens Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x is not null && y is not null && x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] ids) => HashCode.Combine(ids.Length, ids[0], ids[^1]);
    }
}
