namespace Studio.Trainer.Text.PostProcessing;

/// <summary>One place of a template: a text (0 or 1), or special tokens that stand there always.</summary>
internal sealed record TemplatePiece(int? Sequence, IReadOnlyList<(int Id, string Token)> Special, int TypeId);

/// <summary>Where the special tokens go around one text and around a pair.</summary>
internal sealed record TokenTemplate(IReadOnlyList<TemplatePiece> Single, IReadOnlyList<TemplatePiece> Pair)
{
    /// <summary>Nothing is added; the second text has type 1.</summary>
    public static TokenTemplate Plain { get; } = new([Text(0, 0)], [Text(0, 0), Text(1, 1)]);

    public static TemplatePiece Text(int sequence, int typeId) => new(sequence, [], typeId);

    public static TemplatePiece Token(int id, string token, int typeId) => new(null, [(id, token)], typeId);

    public int Added(bool pair) => (pair ? Pair : Single).Sum(static piece => piece.Special.Count);

    public Encoding Apply(TokenRun first, TokenRun? second, bool truncated)
    {
        var pieces = second is null ? Single : Pair;
        var length = first.Count + (second?.Count ?? 0) + Added(second is not null);
        var result = new Encoding
        {
            Ids = new int[length],
            TypeIds = new int[length],
            Tokens = new string[length],
            Offsets = new TextSpan[length],
            WordIds = new int[length],
            SpecialTokensMask = new bool[length],
            Truncated = truncated,
        };
        var at = 0;
        foreach (var piece in pieces)
        {
            var run = piece.Sequence switch { 0 => first, 1 => second, _ => null };
            var start = at;
            if (run is not null)
            {
                run.Ids.CopyTo(result.Ids, at);
                run.Tokens.CopyTo(result.Tokens, at);
                run.Offsets.CopyTo(result.Offsets, at);
                run.WordIds.CopyTo(result.WordIds, at);
                at += run.Count;
            }

            foreach (var (id, token) in piece.Special)
            {
                result.Ids[at] = id;
                result.Tokens[at] = token;
                result.WordIds[at] = -1;
                result.SpecialTokensMask[at++] = true;
            }

            result.TypeIds.AsSpan(start, at - start).Fill(piece.TypeId);
        }

        return result;
    }
}
