using System.Runtime.InteropServices;

namespace Studio.Trainer.Text.Training;

/// <summary>
/// Byte-pair merging (Sennrich et al. 2016) over counted words: the most frequent neighbouring pair becomes a new piece; of equally
/// frequent pairs the one with the smaller ids. Only the words that hold the pair are touched.
/// </summary>
internal static class PairMerger
{
    public static void Merge(
        IEnumerable<(int[] Pieces, long Count)> sequences, List<string> tokens, int vocabSize, long minFrequency,
        Func<string, string, string> join, Action<string, string>? onMerge)
    {
        var words = sequences.Select(static entry => (Pieces: entry.Pieces.ToList(), entry.Count)).ToArray();
        var ids = tokens.Select(static (token, id) => (token, id)).ToDictionary(static pair => pair.token, static pair => pair.id, StringComparer.Ordinal);
        var counts = new Dictionary<(int, int), long>();
        var places = new Dictionary<(int, int), HashSet<int>>();
        for (var w = 0; w < words.Length; w++)
            for (var i = 1; i < words[w].Pieces.Count; i++)
                Add((words[w].Pieces[i - 1], words[w].Pieces[i]), words[w].Count, w);

        var queue = new PriorityQueue<(int, int), (long, int, int)>();
        foreach (var (pair, count) in counts) Enqueue(pair, count);
        while (tokens.Count < vocabSize && queue.TryDequeue(out var pair, out var priority))
        {
            var count = counts.GetValueOrDefault(pair);
            if (count != -priority.Item1)
            {
                // Its count fell since it was queued; it waits again with what is left.
                if (count >= minFrequency) Enqueue(pair, count);
                continue;
            }

            if (count < minFrequency) break;
            var merged = join(tokens[pair.Item1], tokens[pair.Item2]);
            if (!ids.TryGetValue(merged, out var id))
            {
                ids[merged] = id = tokens.Count;
                tokens.Add(merged);
            }

            onMerge?.Invoke(tokens[pair.Item1], tokens[pair.Item2]);
            var touched = new HashSet<(int, int)>();
            foreach (var w in places[pair]) Rewrite(w, pair, id, touched);
            counts.Remove(pair);
            places.Remove(pair);
            foreach (var fresh in touched) Enqueue(fresh, counts.GetValueOrDefault(fresh));
        }

        void Enqueue((int Left, int Right) pair, long count)
        {
            if (count >= minFrequency) queue.Enqueue(pair, (-count, pair.Left, pair.Right));
        }

        void Add((int, int) pair, long count, int word)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, pair, out _) += count;
            if (count <= 0) return;
            ref var set = ref CollectionsMarshal.GetValueRefOrAddDefault(places, pair, out _);
            (set ??= []).Add(word);
        }

        void Rewrite(int w, (int, int) pair, int id, HashSet<(int, int)> touched)
        {
            var (pieces, count) = words[w];
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                if ((pieces[i], pieces[i + 1]) != pair) continue;
                if (i > 0) Replace((pieces[i - 1], pieces[i]), (pieces[i - 1], id));
                if (i + 2 < pieces.Count) Replace((pieces[i + 1], pieces[i + 2]), (id, pieces[i + 2]));
                pieces[i] = id;
                pieces.RemoveAt(i + 1);
            }

            void Replace((int, int) old, (int, int) fresh)
            {
                if (old != pair) Add(old, -count, w);
                Add(fresh, count, w);
                touched.Add(fresh);
            }
        }
    }
}
