using Studio.Trainer.Text;

namespace Studio.Trainer.Generation;

/// <summary>
/// Turns tokens into text as they come. A character whose bytes are spread over several tokens is held back until it is whole, and so is
/// what may be the beginning of a stop sequence.
/// </summary>
internal sealed class IncrementalText(ITokenizer tokenizer, IReadOnlyList<string> stops)
{
    // A run of bytes that never becomes a character must not be held for ever.
    private const int HeldAtMost = 8;
    private readonly List<int> _ids = [];
    private string _pending = "";
    private int _context, _read;

    /// <summary>True once a stop sequence came; nothing is added any more.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The text that is certain with this token.</summary>
    public string Add(int id)
    {
        _ids.Add(id);
        return Take(Decoded(force: false), last: false);
    }

    /// <summary>What was held back.</summary>
    public string Finish() => Stopped ? "" : Take(Decoded(force: true), last: true);

    private string Decoded(bool force)
    {
        // Some tokens before the new ones are decoded with them: how a token reads may depend on its neighbour.
        string before = tokenizer.Decode([.. _ids[_context.._read]]), all = tokenizer.Decode([.. _ids[_context..]]);
        if (!force && all.EndsWith('\uFFFD') && _ids.Count - _read < HeldAtMost)
            return "";
        (_context, _read) = (_read, _ids.Count);
        return all.StartsWith(before, StringComparison.Ordinal) ? all[before.Length..] : all;
    }

    private string Take(string added, bool last)
    {
        string text = _pending + added;
        int found = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (found >= 0)
        {
            (Stopped, _pending) = (true, "");
            return text[..found];
        }
        int held = last ? 0 : stops.Select(stop => Overlap(text, stop)).DefaultIfEmpty(0).Max();
        _pending = text[(text.Length - held)..];
        return text[..(text.Length - held)];
    }

    /// <summary>Characters at the end of the text with which the stop sequence begins.</summary>
    private static int Overlap(string text, string stop)
    {
        for (int length = Math.Min(text.Length, stop.Length - 1); length > 0; length--)
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                return length;
        return 0;
    }
}
