using static TorchSharp.torch;

namespace Studio.Trainer.Generation;

/// <summary>
/// What the model remembers of earlier prompts, so that a prompt that begins like one of them is read from where they part. The least
/// recently used goes first.
/// </summary>
/// <param name="budget">Tokens kept in all.</param>
internal sealed class PrefixCache(int budget) : IDisposable
{
    private const int WorthKeeping = 8;
    private readonly LinkedList<Entry> _entries = new();

    /// <summary>Tokens kept now.</summary>
    public int Tokens => _entries.Sum(entry => entry.Ids.Length);

    /// <summary>Fills the slot with as much of the prompt as is known. The last token is always left to read: its scores are what is asked for.</summary>
    /// <returns>Tokens filled in.</returns>
    public int Fill(KeyValueCache cache, int slot, int start, IReadOnlyList<int> prompt)
    {
        var best = _entries.Select(entry => (Entry: entry, Common: Common(entry.Ids, prompt))).DefaultIfEmpty().MaxBy(pair => pair.Common);
        int tokens = Math.Min(best.Common, prompt.Count - 1);
        if (best.Entry is null || tokens < WorthKeeping)
            return 0;
        _entries.Remove(best.Entry);
        _entries.AddFirst(best.Entry);
        cache.Reserve(slot + 1, start + tokens);
        cache.Write(slot, start, best.Entry.State, tokens);
        return tokens;
    }

    /// <summary>Keeps what a slot holds for a prompt.</summary>
    public void Keep(KeyValueCache cache, int slot, int start, IReadOnlyList<int> prompt)
    {
        if (prompt.Count < WorthKeeping || prompt.Count > budget || _entries.Any(entry => Common(entry.Ids, prompt) == prompt.Count))
            return;
        foreach (var shorter in _entries.Where(entry => Common(entry.Ids, prompt) == entry.Ids.Length).ToList())
            Drop(shorter);
        while (Tokens + prompt.Count > budget)
            Drop(_entries.Last!.Value);
        using var scope = NewDisposeScope();
        _entries.AddFirst(new Entry([.. prompt], cache.Read(slot, start, prompt.Count).DetachFromDisposeScope()));
    }

    public void Dispose()
    {
        foreach (var entry in _entries)
            entry.State.Dispose();
        _entries.Clear();
    }

    private void Drop(Entry entry)
    {
        _entries.Remove(entry);
        entry.State.Dispose();
    }

    private static int Common(int[] ids, IReadOnlyList<int> prompt)
    {
        int length = Math.Min(ids.Length, prompt.Count), i = 0;
        while (i < length && ids[i] == prompt[i])
            i++;
        return i;
    }

    private sealed record Entry(int[] Ids, Tensor State);
}
