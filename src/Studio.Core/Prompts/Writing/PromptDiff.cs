using System.Text.RegularExpressions;
using DiffPlex;
using DiffPlex.Chunkers;

namespace Studio.Core.Prompts.Writing;

public enum DiffKind { Same, Added, Removed }

/// <summary>A stretch of text that both versions have, or only the newer, or only the older.</summary>
public sealed record DiffPiece(DiffKind Kind, string Text);

/// <summary>One message in both versions. A role is null where that version has no such message.</summary>
public sealed record PartDiff(int Number, string? OldRole, string? NewRole, IReadOnlyList<DiffPiece> Pieces)
{
    public bool IsSame => OldRole == NewRole && Pieces.All(piece => piece.Kind == DiffKind.Same);
}

/// <summary>What stands beside the text and differs, as people say it.</summary>
public sealed record SettingDiff(string Name, string Old, string New);

/// <summary>What differs between two versions of a prompt, word by word.</summary>
public sealed partial record PromptDiff(IReadOnlyList<PartDiff> Parts, IReadOnlyList<SettingDiff> Settings)
{
    // Beyond this, pairing words takes long and reads worse than the two texts one after the other.
    private const int MostWords = 8_000;

    public bool IsSame => Settings.Count == 0 && Parts.All(part => part.IsSame);

    public static PromptDiff Of(PromptContent older, PromptContent newer)
    {
        var (left, right) = (older.Parts.ToList(), newer.Parts.ToList());
        var parts = Enumerable.Range(0, Math.Max(left.Count, right.Count)).Select(i =>
        {
            var (a, b) = (left.ElementAtOrDefault(i), right.ElementAtOrDefault(i));
            return new PartDiff(i + 1, a?.Role, b?.Role, Pieces(a?.Content ?? "", b?.Content ?? ""));
        });
        return new PromptDiff([.. parts], [.. Named(older).Zip(Named(newer)).Where(pair => pair.First != pair.Second)
            .Select(pair => new SettingDiff(pair.First.Name, pair.First.Value, pair.Second.Value))]);
    }

    /// <summary>Lines first, then the words of the lines that differ: fast where little changed, and never astray where all did.</summary>
    public static IReadOnlyList<DiffPiece> Pieces(string older, string newer)
    {
        if (older == newer)
            return older.Length == 0 ? [] : [new DiffPiece(DiffKind.Same, older)];
        var pieces = new List<DiffPiece>();
        foreach (var (kind, removed, added) in Blocks(older, newer, new LineEndingsPreservingChunker()))
        {
            if (kind == DiffKind.Same)
                Add(pieces, DiffKind.Same, removed);
            else if (removed.Length == 0 || added.Length == 0 || removed.Count(' '.Equals) + added.Count(' '.Equals) > MostWords)
                Replace(pieces, removed, added);
            else
                Words(pieces, removed, added);
        }

        return pieces;
    }

    private static void Words(List<DiffPiece> pieces, string older, string newer)
    {
        foreach (var (kind, removed, added) in Blocks(older, newer, new WordChunker()))
        {
            if (kind == DiffKind.Same)
                Add(pieces, DiffKind.Same, removed);
            else
                Replace(pieces, removed, added);
        }
    }

    private static IEnumerable<(DiffKind Kind, string Removed, string Added)> Blocks(string older, string newer, IChunker chunker)
    {
        var found = Differ.Instance.CreateDiffs(older, newer, ignoreWhiteSpace: false, ignoreCase: false, chunker);
        var at = 0;
        foreach (var block in found.DiffBlocks)
        {
            if (block.DeleteStartA > at)
                yield return (DiffKind.Same, Join(found.PiecesOld, at, block.DeleteStartA - at), "");
            yield return (DiffKind.Removed, Join(found.PiecesOld, block.DeleteStartA, block.DeleteCountA), Join(found.PiecesNew, block.InsertStartB, block.InsertCountB));
            at = block.DeleteStartA + block.DeleteCountA;
        }

        if (at < found.PiecesOld.Count)
            yield return (DiffKind.Same, Join(found.PiecesOld, at, found.PiecesOld.Count - at), "");
    }

    private static string Join(IReadOnlyList<string> pieces, int start, int count) => string.Concat(pieces.Skip(start).Take(count));

    private static void Replace(List<DiffPiece> pieces, string removed, string added)
    {
        Add(pieces, DiffKind.Removed, removed);
        Add(pieces, DiffKind.Added, added);
    }

    private static void Add(List<DiffPiece> pieces, DiffKind kind, string text)
    {
        if (text.Length == 0)
            return;
        if (pieces.Count > 0 && pieces[^1].Kind == kind)
            pieces[^1] = new DiffPiece(kind, pieces[^1].Text + text);
        else
            pieces.Add(new DiffPiece(kind, text));
    }

    private static IEnumerable<(string Name, string Value)> Named(PromptContent content)
    {
        var (settings, slot, answer) = (content.Settings ?? new PromptSettings(), content.FewShot, content.Answer);
        yield return ("Temperature", Text(settings.Temperature));
        yield return ("Top-p", Text(settings.TopP));
        yield return ("Max tokens", Text(settings.MaxTokens));
        yield return ("Stop", settings.Stop is { Count: > 0 } stop ? string.Join(", ", stop) : "–");
        yield return ("Seed", Text(settings.Seed));
        yield return ("Worked examples", slot is null ? "none"
            : $"{slot.Count} from {(slot.SnapshotHash.Length > 12 ? slot.SnapshotHash[..12] : slot.SnapshotHash)}, {(slot.SimilarBy is { } by ? $"most similar by {by}" : $"seed {slot.Seed}{(slot.Balanced ? ", labels take turns" : "")}")}");
        yield return ("Labels", answer is { Labels.Count: > 0 } ? string.Join(", ", answer.Labels) : "free text");
        yield return ("Answer after", string.IsNullOrEmpty(answer?.AnswerAfter) ? "–" : answer.AnswerAfter);
    }

    // A word, blanks between words, or one sign; the two halves of an emoji stay together.
    [GeneratedRegex(@"[\p{L}\p{M}\p{N}_]+|\n|[^\S\n]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\n]")]
    private static partial Regex Chunk();

    private sealed class WordChunker : IChunker
    {
        public IReadOnlyList<string> Chunk(string text) => [.. PromptDiff.Chunk().Matches(text).Select(match => match.Value)];
    }

    private static string Text(IFormattable? value) => value?.ToString(null, System.Globalization.CultureInfo.InvariantCulture) ?? "–";
}
