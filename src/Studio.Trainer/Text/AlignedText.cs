namespace Studio.Trainer.Text;

/// <summary>Text on its way through the tokenizer; every UTF-16 unit remembers which range of the original it came from.</summary>
internal sealed class AlignedText
{
    private char[] _chars;
    private int[] _starts;
    private int[] _ends;

    public AlignedText(int capacity)
    {
        _chars = new char[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    public char this[int index] => _chars[index];

    /// <summary>The text as it came, standing at <paramref name="origin"/> in the original.</summary>
    public static AlignedText From(ReadOnlySpan<char> source, int origin)
    {
        var text = new AlignedText(source.Length) { Length = source.Length };
        source.CopyTo(text._chars);
        for (var i = 0; i < source.Length; i++)
        {
            var pair = char.IsHighSurrogate(source[i]) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]);
            text._starts[i] = origin + i;
            text._ends[i] = origin + i + (pair ? 2 : 1);
            if (!pair) continue;
            text._starts[i + 1] = origin + i;
            text._ends[i + 1] = origin + i + 2;
            i++;
        }

        return text;
    }

    public int StartOf(int index) => _starts[index];

    public int EndOf(int index) => _ends[index];

    /// <summary>The range of the original that the non-empty range here came from.</summary>
    public TextSpan Original(int start, int end) => new(_starts[start], _ends[end - 1]);

    public void Append(char value, int start, int end)
    {
        if (Length == _chars.Length) Grow(Length + 1);
        _chars[Length] = value;
        _starts[Length] = start;
        _ends[Length++] = end;
    }

    public void Append(ReadOnlySpan<char> values, int start, int end)
    {
        foreach (var value in values) Append(value, start, end);
    }

    /// <summary>Appends a range of another text with its alignment.</summary>
    public void Append(AlignedText other, int start, int count)
    {
        if (Length + count > _chars.Length) Grow(Length + count);
        Array.Copy(other._chars, start, _chars, Length, count);
        Array.Copy(other._starts, start, _starts, Length, count);
        Array.Copy(other._ends, start, _ends, Length, count);
        Length += count;
    }

    private void Grow(int needed)
    {
        var size = Math.Max(needed, Math.Max(16, _chars.Length * 2));
        Array.Resize(ref _chars, size);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _ends, size);
    }
}
