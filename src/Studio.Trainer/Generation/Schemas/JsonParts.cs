using System.Text;

namespace Studio.Trainer.Generation.Schemas;

/// <summary>The pieces of JSON (RFC 8259) as rules of a grammar. White space is what writers put: a blank, or a line break with an indent.</summary>
internal sealed class JsonParts
{
    private const int DeepestIndent = 16, MostDigits = 15;
    private readonly ByteGrammar _grammar;
    private readonly int _character;
    private readonly GrammarElement _space;

    public JsonParts(ByteGrammar grammar)
    {
        _grammar = grammar;
        var blank = GrammarElement.OfByte((byte)' ');
        int indent = Between(blank, 0, DeepestIndent);
        _space = GrammarElement.OfRule(grammar.Add([], [blank], [GrammarElement.OfByte((byte)'\n'), GrammarElement.OfRule(indent)]));
        _character = Character();
        var digit = GrammarElement.OfRange((byte)'0', (byte)'9');
        var whole = GrammarElement.OfRule(grammar.Add(Bytes("0"u8), [GrammarElement.OfRange((byte)'1', (byte)'9'), GrammarElement.OfRule(Between(digit, 0, MostDigits))]));
        Integer = grammar.Add([whole], [GrammarElement.OfByte((byte)'-'), whole]);
        var fraction = GrammarElement.OfRule(grammar.Add([], [GrammarElement.OfByte((byte)'.'), digit, GrammarElement.OfRule(Between(digit, 0, MostDigits))]));
        var sign = GrammarElement.OfRule(grammar.Add([], [GrammarElement.OfBytes("+-"u8.ToArray())]));
        var exponent = GrammarElement.OfRule(grammar.Add([], [GrammarElement.OfBytes("eE"u8.ToArray()), sign, digit, GrammarElement.OfRule(Between(digit, 0, 1))]));
        Number = grammar.Add([GrammarElement.OfRule(Integer), fraction, exponent]);
        Boolean = grammar.Add(Bytes("true"u8), Bytes("false"u8));
        Null = grammar.Add(Bytes("null"u8));
        EmptyObject = grammar.Add([.. Bytes("{"u8), _space, .. Bytes("}"u8)]);
        Value = grammar.Reserve();
        grammar.Fill(Value, [.. new[] { Text(0, null), Number, Boolean, Null, Map(Value), Array(Value, 0, null) }.Select(rule => new[] { GrammarElement.OfRule(rule) })]);
    }

    public int Value { get; }

    public int Integer { get; }

    public int Number { get; }

    public int Boolean { get; }

    public int Null { get; }

    public int EmptyObject { get; }

    public static GrammarElement[] Bytes(ReadOnlySpan<byte> text)
    {
        var elements = new GrammarElement[text.Length];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = GrammarElement.OfByte(text[i]);
        return elements;
    }

    /// <summary>A string of so many characters.</summary>
    public int Text(int least, int? most)
    {
        int inside = Between(GrammarElement.OfRule(_character), least, most);
        return _grammar.Add([.. Bytes("\""u8), GrammarElement.OfRule(inside), .. Bytes("\""u8)]);
    }

    /// <summary>An object of any keys with values of one kind.</summary>
    public int Map(int value)
    {
        int pair = _grammar.Add([GrammarElement.OfRule(Text(0, null)), .. Bytes(":"u8), _space, GrammarElement.OfRule(value)]);
        return Listed("{"u8, pair, 0, null, "}"u8);
    }

    public int Array(int item, int least, int? most) => Listed("["u8, item, least, most, "]"u8);

    /// <summary>An object of named properties in their order.</summary>
    /// <param name="properties">The name in quotation marks, the rule of the value, and whether it must be there.</param>
    public int Object(IReadOnlyList<(string Name, int Value, bool Required)> properties)
    {
        // From the last property back: what may follow where something stands already, and where nothing does.
        int none = _grammar.Add((GrammarElement[])[]), later = none, first = none;
        foreach (var (name, value, required) in properties.Reverse())
        {
            GrammarElement[] pair = [.. Bytes(Encoding.UTF8.GetBytes(name)), .. Bytes(":"u8), _space, GrammarElement.OfRule(value), GrammarElement.OfRule(later)];
            GrammarElement[] behind = [.. Bytes(","u8), _space, .. pair];
            (first, later) = required
                ? (_grammar.Add(pair), _grammar.Add(behind))
                : (_grammar.Add(pair, [GrammarElement.OfRule(first)]), _grammar.Add(behind, [GrammarElement.OfRule(later)]));
        }
        return _grammar.Add([.. Bytes("{"u8), _space, GrammarElement.OfRule(first), _space, .. Bytes("}"u8)]);
    }

    private int Listed(ReadOnlySpan<byte> open, int item, int least, int? most, ReadOnlySpan<byte> close)
    {
        int further = _grammar.Add([.. Bytes(","u8), _space, GrammarElement.OfRule(item)]);
        GrammarElement[] filled = [.. Bytes(open), _space, GrammarElement.OfRule(item), GrammarElement.OfRule(Between(GrammarElement.OfRule(further), Math.Max(0, least - 1), most - 1)), _space, .. Bytes(close)];
        GrammarElement[] empty = [.. Bytes(open), _space, .. Bytes(close)];
        return most == 0 ? _grammar.Add(empty) : least > 0 ? _grammar.Add(filled) : _grammar.Add(filled, empty);
    }

    /// <summary>An element so many times.</summary>
    private int Between(GrammarElement element, int least, int? most)
    {
        int rest = _grammar.Add((GrammarElement[])[]);
        if (most is null)
        {
            rest = _grammar.Reserve();
            _grammar.Fill(rest, [], [element, GrammarElement.OfRule(rest)]);
        }
        for (int i = most ?? least; i > least; i--)
            rest = _grammar.Add([], [element, GrammarElement.OfRule(rest)]);
        for (int i = least; i > 0; i--)
            rest = _grammar.Add([element, GrammarElement.OfRule(rest)]);
        return rest;
    }

    /// <summary>One character of a string: ASCII, an escape, or two to four bytes of UTF-8.</summary>
    private int Character()
    {
        GrammarElement Range(int first, int last) => GrammarElement.OfRange((byte)first, (byte)last);
        var tail = Range(0x80, 0xBF);
        var hex = GrammarElement.OfBytes("0123456789abcdefABCDEF"u8.ToArray());
        return _grammar.Add(
            [GrammarElement.OfBytes(Enumerable.Range(0x20, 0x60).Select(b => (byte)b).Where(b => b is not ((byte)'"' or (byte)'\\')))],
            [.. Bytes("\\"u8), GrammarElement.OfBytes("\"\\/bfnrt"u8.ToArray())],
            [.. Bytes("\\u"u8), GrammarElement.OfBytes("0123456789abcefABCEF"u8.ToArray()), hex, hex, hex],
            [Range(0xC2, 0xDF), tail],
            [Range(0xE0, 0xE0), Range(0xA0, 0xBF), tail],
            [GrammarElement.OfBytes(Enumerable.Range(0xE1, 15).Where(b => b != 0xED).Select(b => (byte)b)), tail, tail],
            [Range(0xED, 0xED), Range(0x80, 0x9F), tail],
            [Range(0xF0, 0xF0), Range(0x90, 0xBF), tail, tail],
            [Range(0xF1, 0xF3), tail, tail, tail],
            [Range(0xF4, 0xF4), Range(0x80, 0x8F), tail, tail]);
    }
}
