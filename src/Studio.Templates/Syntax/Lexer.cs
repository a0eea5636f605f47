using System.Globalization;
using System.Text;

namespace Studio.Templates.Syntax;

/// <summary>Cuts a template into text and tags, with Jinja's rules for whitespace around tags.</summary>
internal sealed class Lexer(string source, TemplateOptions options)
{
    private static readonly string[] Operators =
        ["==", "!=", "<=", ">=", "//", "**", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|"];

    private readonly string _source = Normalize(source);
    private readonly List<Token> _tokens = [];
    private int _at;

    public IReadOnlyList<Token> Read()
    {
        while (_at < _source.Length)
            ReadTextAndTag();
        Add(TokenKind.End, "", _source.Length);
        return _tokens;
    }

    // As Jinja: line breaks become \n, and one at the very end is not part of the template.
    private static string Normalize(string source)
    {
        var text = source.ReplaceLineEndings("\n");
        return text.EndsWith('\n') ? text[..^1] : text;
    }

    private void ReadTextAndTag()
    {
        var start = NextTag();
        var text = _source[_at..start];
        if (start == _source.Length)
        {
            AddText(text);
            _at = start;
            return;
        }

        var kind = _source[start + 1];
        var sign = start + 2 < _source.Length ? _source[start + 2] : ' ';
        if (sign == '-')
            text = text.TrimEnd();
        else if (options.LstripBlocks && sign != '+' && kind != '{')
            text = WithoutIndent(text);
        AddText(text);

        var inside = start + 2 + (sign is '-' or '+' ? 1 : 0);
        if (kind == '#')
            SkipComment(start, inside);
        else if (kind == '%' && IsRaw(inside))
            ReadRaw(start, inside);
        else
            ReadTag(kind, start, inside);
    }

    private int NextTag()
    {
        for (var i = _at; i + 1 < _source.Length; i++)
        {
            if (_source[i] == '{' && _source[i + 1] is '{' or '%' or '#')
                return i;
        }

        return _source.Length;
    }

    // Blanks go only where nothing but blanks stands between the tag and the start of its line.
    private string WithoutIndent(string text)
    {
        var line = text.LastIndexOf('\n') + 1;
        var startsLine = line > 0 || _at == 0 || _source[_at - 1] == '\n';
        return startsLine && text.AsSpan(line).Trim(" \t\r\f\v").IsEmpty ? text[..line] : text;
    }

    private void SkipComment(int start, int inside)
    {
        var end = _source.IndexOf("#}", inside, StringComparison.Ordinal);
        if (end < 0)
            throw Error("This comment is never closed with #}.", start);
        Leave(end + 2, _source[end - 1] == '-' && end > inside, block: true);
    }

    private bool IsRaw(int inside) => _source.AsSpan(inside).TrimStart().StartsWith("raw") && TagText(inside) == "raw";

    private string TagText(int inside)
    {
        var end = _source.IndexOf("%}", inside, StringComparison.Ordinal);
        return end < 0 ? "" : _source[inside..end].Trim(' ', '\n', '\t', '-', '+');
    }

    private void ReadRaw(int start, int inside)
    {
        var open = _source.IndexOf("%}", inside, StringComparison.Ordinal);
        var close = open;
        while ((close = _source.IndexOf("{%", close + 2, StringComparison.Ordinal)) >= 0 && TagText(close + 2) != "endraw")
        {
        }

        if (close < 0)
            throw Error("This raw block is never closed with {% endraw %}.", start);
        Leave(open + 2, _source[open - 1] == '-', block: true);
        var text = _at < close ? _source[_at..close] : "";
        if (_source[close + 2] == '-')
            text = text.TrimEnd();
        else if (options.LstripBlocks)
            text = WithoutIndent(text);
        AddText(text);
        var end = _source.IndexOf("%}", close, StringComparison.Ordinal);
        Leave(end + 2, _source[end - 1] == '-', block: true);
    }

    private void ReadTag(char kind, int start, int inside)
    {
        var (open, close, end) = kind == '{'
            ? (TokenKind.OutputStart, TokenKind.OutputEnd, "}}")
            : (TokenKind.BlockStart, TokenKind.BlockEnd, "%}");
        Add(open, "", start);
        var depth = 0;
        for (_at = inside; ;)
        {
            while (_at < _source.Length && char.IsWhiteSpace(_source[_at]))
                _at++;
            if (_at >= _source.Length)
                throw Error($"This tag is never closed with {end}.", start);
            var signed = _source[_at] is '-' or '+' && depth == 0 && string.CompareOrdinal(_source, _at + 1, end, 0, 2) == 0;
            if (signed || (depth == 0 && string.CompareOrdinal(_source, _at, end, 0, 2) == 0))
            {
                var trim = signed && _source[_at] == '-';
                var keep = signed && _source[_at] == '+';
                Add(close, "", _at);
                Leave(_at + (signed ? 3 : 2), trim, block: kind == '%' && !keep);
                return;
            }

            depth += ReadExpressionToken();
        }
    }

    // Past a tag: "-" takes all whitespace with it, a block tag under trim_blocks takes one line break.
    private void Leave(int position, bool trim, bool block)
    {
        _at = position;
        while (trim && _at < _source.Length && char.IsWhiteSpace(_source[_at]))
            _at++;
        if (!trim && block && options.TrimBlocks && _at < _source.Length && _source[_at] == '\n')
            _at++;
    }

    private int ReadExpressionToken()
    {
        var start = _at;
        var first = _source[_at];
        if (char.IsLetter(first) || first == '_')
        {
            while (_at < _source.Length && (char.IsLetterOrDigit(_source[_at]) || _source[_at] == '_'))
                _at++;
            Add(TokenKind.Name, _source[start.._at], start);
            return 0;
        }

        if (char.IsAsciiDigit(first))
            return ReadNumber(start);
        if (first is '"' or '\'')
            return ReadString(first, start);
        var found = Operators.FirstOrDefault(o => string.CompareOrdinal(_source, start, o, 0, o.Length) == 0)
            ?? throw Error($"The character '{first}' has no meaning here.", start);
        _at += found.Length;
        Add(TokenKind.Operator, found, start);
        return found is "(" or "[" or "{" ? 1 : found is ")" or "]" or "}" ? -1 : 0;
    }

    private int ReadNumber(int start)
    {
        while (_at < _source.Length && (char.IsAsciiDigit(_source[_at]) || _source[_at] == '_'))
            _at++;
        var isFloat = _at + 1 < _source.Length && _source[_at] == '.' && char.IsAsciiDigit(_source[_at + 1]);
        if (isFloat)
        {
            _at++;
            while (_at < _source.Length && char.IsAsciiDigit(_source[_at]))
                _at++;
        }

        Add(isFloat ? TokenKind.Float : TokenKind.Integer, _source[start.._at].Replace("_", "", StringComparison.Ordinal), start);
        return 0;
    }

    private int ReadString(char quote, int start)
    {
        var text = new StringBuilder();
        for (_at++; _at < _source.Length && _source[_at] != quote; _at++)
        {
            if (_source[_at] != '\\' || _at + 1 >= _source.Length)
                text.Append(_source[_at]);
            else
                AppendEscape(text);
        }

        if (_at >= _source.Length)
            throw Error($"This text is never closed with {quote}.", start);
        _at++;
        Add(TokenKind.String, text.ToString(), start);
        return 0;
    }

    private void AppendEscape(StringBuilder text)
    {
        var letter = _source[++_at];
        var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0 && _at + digits < _source.Length &&
            int.TryParse(_source.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            text.Append(digits == 8 && Rune.IsValid(code) ? new Rune(code).ToString() : ((char)code).ToString());
            _at += digits;
            return;
        }

        text.Append(letter switch { 'n' => "\n", 't' => "\t", 'r' => "\r", 'b' => "\b", 'f' => "\f", '0' => "\0", '\n' => "", '\\' or '\'' or '"' => letter.ToString(), _ => $"\\{letter}" });
    }

    private void AddText(string text)
    {
        if (text.Length > 0)
            Add(TokenKind.Text, text, _at);
    }

    private void Add(TokenKind kind, string value, int position)
    {
        var (line, column) = Place(position);
        _tokens.Add(new Token(kind, value, line, column));
    }

    private TemplateException Error(string message, int position)
    {
        var (line, column) = Place(position);
        return new TemplateException(message, line, column);
    }

    private int _line = 1, _lineStart, _scanned;

    // Positions come in rising order but for errors, so lines are counted once.
    private (int Line, int Column) Place(int position)
    {
        if (position < _scanned)
            (_line, _lineStart, _scanned) = (1, 0, 0);
        for (; _scanned < position && _scanned < _source.Length; _scanned++)
        {
            if (_source[_scanned] == '\n')
                (_line, _lineStart) = (_line + 1, _scanned + 1);
        }

        return (_line, position - _lineStart + 1);
    }
}
