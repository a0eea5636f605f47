using Studio.Trainer.Text.Decoding;
using Studio.Trainer.Text.PostProcessing;
using Studio.Trainer.Text.Subwords;

namespace Studio.Trainer.Text;

/// <summary>
/// The pipeline of Hugging Face's tokenizers library: added tokens are found, the rest is normalized, cut into words, cut into pieces,
/// and special tokens are put around the result.
/// </summary>
internal sealed class PipelineTokenizer : ITokenizer
{
    // A hostile file must not ask for a table of gigabytes.
    private const int MaxVocabulary = 1 << 22;

    private readonly TokenizerParts _parts;
    private readonly WordCache _words;
    private readonly AddedTokenFinder _addedRaw;
    private readonly AddedTokenFinder? _addedNormalized;
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _tokens;
    private readonly HashSet<int> _specialIds;

    public PipelineTokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _words = new WordCache(parts.Model);
        _addedRaw = new AddedTokenFinder(parts.AddedTokens.Where(static token => !token.Normalized).Select(static token => (token.Content, token)));
        var normalized = parts.AddedTokens.Where(static token => token.Normalized).Select(token => (Normalized(token.Content), token)).ToList();
        _addedNormalized = normalized.Count == 0 ? null : new AddedTokenFinder(normalized);
        _ids = new Dictionary<string, int>(parts.Model.Vocabulary, StringComparer.Ordinal);
        foreach (var token in parts.AddedTokens) _ids[token.Content] = token.Id;
        if (_ids.Values.Any(static id => id is < 0 or >= MaxVocabulary))
            throw new TokenizerException($"The id {_ids.Values.First(static id => id is < 0 or >= MaxVocabulary)} of a token is not between 0 and {MaxVocabulary - 1}.");
        VocabularySize = _ids.Count == 0 ? 0 : _ids.Values.Max() + 1;
        _tokens = new string?[VocabularySize];
        foreach (var (token, id) in parts.Model.Vocabulary) _tokens[id] = token;
        foreach (var token in parts.AddedTokens) _tokens[token.Id] = token.Content;
        _specialIds = [.. parts.AddedTokens.Where(static token => token.Special).Select(static token => token.Id)];
    }

    public int VocabularySize { get; }

    public SpecialTokens SpecialTokens => _parts.SpecialTokens;

    public Encoding Encode(
        string text, string? textPair = null, int? maxLength = null, Truncation truncation = Truncation.LongestFirst,
        bool addSpecialTokens = true, TruncationSide side = TruncationSide.Right)
    {
        var first = Run(text);
        var second = textPair is null ? null : Run(textPair);
        var template = addSpecialTokens ? _parts.Template : TokenTemplate.Plain;
        if (maxLength is not { } limit) return template.Apply(first, second, false);
        var room = Math.Max(0, limit - template.Added(second is not null));
        var (keepFirst, keepSecond) = PairTruncation.Lengths(first.Count, second?.Count ?? 0, room, second is not null, truncation, _parts.FirstKeepsOdd);
        var truncated = keepFirst < first.Count || keepSecond < (second?.Count ?? 0);
        return template.Apply(first.Keep(keepFirst, side), second?.Keep(keepSecond, side), truncated);
    }

    public IReadOnlyList<Encoding> EncodeWindows(string text, int maxLength, int stride)
    {
        var run = Run(text);
        var room = maxLength - _parts.Template.Added(false);
        if (stride < 0 || stride >= room)
            throw new ArgumentException($"Windows of {maxLength} tokens have room for {room} of the text, so that they can share 0 to {room - 1} of them, not {stride}.", nameof(stride));
        if (run.Count <= room) return [_parts.Template.Apply(run, null, false)];
        var windows = new List<Encoding>();
        for (var start = 0; ; start += room - stride)
        {
            var stop = Math.Min(start + room, run.Count);
            windows.Add(_parts.Template.Apply(run.Slice(start, stop - start), null, true));
            if (stop == run.Count) return windows;
        }
    }

    public Encoding EncodeWords(IReadOnlyList<string> words, int? maxLength = null, bool addSpecialTokens = true)
    {
        var run = new TokenRun();
        for (var i = 0; i < words.Count; i++) AddText(run, words[i], i);
        Trim(run);
        var template = addSpecialTokens ? _parts.Template : TokenTemplate.Plain;
        var kept = maxLength is { } limit ? run.Keep(limit - template.Added(false), TruncationSide.Right) : run;
        return template.Apply(kept, null, kept.Count < run.Count);
    }

    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>(ids.Count);
        foreach (var id in ids)
            if (TokenOf(id) is { } token && !(skipSpecialTokens && _specialIds.Contains(id))) tokens.Add(token);
        return _parts.Decoder is null ? string.Join(' ', tokens) : string.Concat(_parts.Decoder.Decode(tokens));
    }

    public string? TokenOf(int id) => id >= 0 && id < _tokens.Length ? _tokens[id] : null;

    public byte[] BytesOf(int id) => TokenOf(id) is { } token && !_specialIds.Contains(id) ? TokenBytes.Of(token, _parts.Decoder) : [];

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in _parts.Files) File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    private TokenRun Run(string text)
    {
        var run = new TokenRun((text.Length / 4) + 8);
        AddText(run, text, null);
        Trim(run);
        return run;
    }

    private void Trim(TokenRun run)
    {
        if (_parts.OffsetTrimming.Trim) OffsetTrimming.Apply(run, _parts.OffsetTrimming.AddPrefixSpace);
    }

    /// <summary>Words are counted as they are found, unless the caller says which word this text is.</summary>
    private void AddText(TokenRun run, string text, int? givenWord)
    {
        var word = 0;
        foreach (var (range, token) in _addedRaw.Split(text))
        {
            if (token is not null)
            {
                run.Add(token.Id, text[range.Start..range.End], range, givenWord ?? word++);
                continue;
            }

            var aligned = AlignedText.From(text.AsSpan(range.Start, range.Length), range.Start);
            AddNormalized(run, _parts.Normalizer?.Normalize(aligned) ?? aligned, givenWord, ref word);
        }
    }

    private void AddNormalized(TokenRun run, AlignedText text, int? givenWord, ref int word)
    {
        if (_addedNormalized is null)
        {
            AddPlain(run, text, givenWord, ref word);
            return;
        }

        foreach (var (range, token) in _addedNormalized.Split(text.Span))
        {
            if (token is not null)
            {
                run.Add(token.Id, new string(text.Span[range.Start..range.End]), text.Original(range.Start, range.End), givenWord ?? word++);
                continue;
            }

            var part = new AlignedText(range.Length);
            part.Append(text, range.Start, range.Length);
            AddPlain(run, part, givenWord, ref word);
        }
    }

    private void AddPlain(TokenRun run, AlignedText text, int? givenWord, ref int word)
    {
        var segments = new Segments(text);
        _parts.PreTokenizer?.Apply(segments);
        foreach (var range in segments.Ranges)
        {
            var span = segments.Text.Span[range.Start..range.End];
            foreach (var piece in _words.Tokenize(span))
                run.Add(piece.Id, piece.Surface ? new string(span[piece.Start..piece.End]) : _tokens[piece.Id]!, segments.Text.Original(range.Start + piece.Start, range.Start + piece.End), givenWord ?? word);
            word++;
        }
    }

    private string Normalized(string content) => _parts.Normalizer is null
        ? content
        : new string(_parts.Normalizer.Normalize(AlignedText.From(content, 0)).Span);
}
