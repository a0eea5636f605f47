using System.Text;
using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Exporting;

/// <summary>
/// A word and its tag on each line (IOB2), with a tab between them and a blank line after each text. Only examples with marked stretches, or marked
/// as having none, can be written so; the others are left out.
/// </summary>
internal sealed class ConllExampleWriter(Stream stream) : IExampleWriter
{
    private readonly StreamWriter _writer = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private long _row;

    public async ValueTask WriteAsync(ExportedExample example, CancellationToken cancel)
    {
        _row++;
        if (example.Answer is null || ExampleAnswer.Parse(example.Answer) is not { Spans: not null } answer)
            return;
        var (tokens, tags) = Words(example.Text, answer);
        foreach (var (token, tag) in tokens.Zip(tags))
            await _writer.WriteLineAsync($"{token}\t{Line(tag)}".AsMemory(), cancel);
        await _writer.WriteLineAsync(ReadOnlyMemory<char>.Empty, cancel);
    }

    public async ValueTask CompleteAsync(CancellationToken cancel) => await _writer.FlushAsync(cancel);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>Why a text's stretches cannot be written as tags, or null.</summary>
    public static string? Problem(string text, string? answer)
    {
        if (answer is null || ExampleAnswer.Parse(answer) is not { Spans: not null } parsed)
            return null;
        try
        {
            Words(text, parsed);
            return null;
        }
        catch (ArgumentException error)
        {
            return error.ParamName is null ? error.Message : error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);
        }
    }

    // Words that the source cut with white space inside of them would be two columns.
    private static (IReadOnlyList<string> Tokens, IReadOnlyList<string> Tags) Words(string text, ExampleAnswer answer)
    {
        var words = AnswerWords.ToTags(text, answer);
        return words.Tokens.Any(token => token.Length == 0 || token.Any(char.IsWhiteSpace)) ? AnswerWords.ToTags(text, answer with { Tokens = null }) : words;
    }

    private static string Line(string tag) => tag.AsSpan().IndexOfAny('\t', '\r', '\n') < 0 ? tag : string.Join(' ', tag.Split('\t', '\r', '\n'));
}
