using System.Text.Json;
using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>
/// Sentences of a CoNLL file as rows: the words with one space between them as the text, their tags (IOB1, IOB2, IOBES, BILOU) as spans on it.
/// </summary>
internal sealed class ConllRows : IRowReader
{
    private const string Words = "word", Tags = "tag";

    private readonly ConllSentences _sentences;
    private ConllSentence? _ahead;

    public ConllRows(TextReader text, bool hasHeader)
    {
        _sentences = new ConllSentences(text);
        var header = hasHeader ? _sentences.Header() : null;
        _ahead = _sentences.Next() ?? throw new InvalidInputException("This file is empty: it holds no rows.");
        var count = header?.Length ?? _ahead.Words.Select(w => w.Length).FirstOrDefault();
        if (count < 2)
            throw new InvalidInputException("This is no CoNLL file: each line needs a word and its tag, with a tab or spaces between them. " + _ahead.Problem);
        Columns = ColumnNames.Of(header ?? [Words, .. Enumerable.Range(2, count - 2).Select(at => $"column {at}"), Tags]);
    }

    public IReadOnlyList<string> Columns { get; }

    public ColumnMapping Guess => new(Columns[0], Columns[^1]);

    public long RowsRead { get; private set; }

    public IEnumerable<IReadOnlyList<string?>> Sample(int count)
    {
        while (count-- > 0 && Take() is { } sentence)
            yield return sentence.Problem is { } problem ? [problem] : [.. Enumerable.Range(0, Columns.Count).Select(at => Joined(sentence, at))];
    }

    public IEnumerable<ReadRow> Read(ColumnMapping mapping)
    {
        if (mapping.Id is not null || mapping.Split is not null)
            throw new InvalidInputException("In a CoNLL file a row is a sentence, and its columns are about words: none of them says the row's id or split.");
        var at = ColumnPlaces.Of(mapping, Columns);
        while (Take() is { } sentence)
            yield return Row(sentence, at);
    }

    private ReadRow Row(ConllSentence sentence, ColumnPlaces at)
    {
        var problem = sentence.Problem
            ?? (sentence.Words[0].Length != Columns.Count ? $"The sentence has {sentence.Words[0].Length:N0} columns where {Columns.Count:N0} are expected." : null)
            ?? (at.Label is { } tags && sentence.Words.FirstOrDefault(w => !ConllSentences.IsTag(w[tags])) is { } strange
                ? $"The word “{RowCheck.Excerpt(strange[at.Text], 40)}” has the tag “{RowCheck.Excerpt(strange[tags], 40)}”; a tag is O, or B-, I-, E- or S- and a label." : null);
        if (problem is not null)
            return new ReadRow(RowsRead, string.Join(' ', sentence.Words.Select(w => w[0])), null, null, null, null, problem);
        if (at.Label is not { } column)
            return new ReadRow(RowsRead, Joined(sentence, at.Text), null, null, null, Metadata(sentence, at), null);
        var (text, answer) = AnswerWords.FromTags([.. sentence.Words.Select(w => w[at.Text])], [.. sentence.Words.Select(w => Known(w[column]))]);
        return new ReadRow(RowsRead, text, null, null, null, Metadata(sentence, at), null, answer);
    }

    // What BILOU calls the last word and the only one, the other schemes call the end and the single one.
    private static string Known(string tag) => tag[0] switch { 'L' => "E" + tag[1..], 'U' => "S" + tag[1..], _ => tag };

    private string? Metadata(ConllSentence sentence, ColumnPlaces at)
    {
        if (at.Others.Length == 0 && sentence.Document == 0)
            return null;
        var fields = at.Others.ToDictionary(column => Columns[column], object (column) => sentence.Words.Select(w => w[column]));
        if (sentence.Document > 0)
            fields["document"] = sentence.Document;
        return JsonSerializer.Serialize(fields, ExampleAnswer.Plain);
    }

    private ConllSentence? Take()
    {
        var taken = _ahead ?? _sentences.Next();
        _ahead = null;
        RowsRead += taken is null ? 0 : 1;
        return taken;
    }

    private static string Joined(ConllSentence sentence, int column) => string.Join(' ', sentence.Words.Select(w => column < w.Length ? w[column] : ""));
}
