using System.Text.Json;
using System.Text.Unicode;

namespace Studio.Trainer.Runs;

/// <summary>One object of a JSON Lines file. It may be used until the next one is read.</summary>
/// <param name="Number">The line, counted from 1.</param>
/// <param name="Value">The object.</param>
public readonly record struct JsonLine(int Number, JsonElement Value);

/// <summary>Reads a JSON Lines file (jsonlines.org) as a stream: one object a line in UTF-8, empty lines left out.</summary>
public sealed class JsonLinesFile(string path)
{
    private const int MaxLineBytes = 64 << 20;
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public string Path => path;

    /// <exception cref="TrainingException">The file is missing or a line is no JSON object; the message names the line.</exception>
    public IEnumerable<JsonLine> Read()
    {
        using var stream = Open();
        var buffer = new byte[1 << 16];
        var (number, start, filled) = (0, 0, 0);
        while (true)
        {
            var length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
            if (length < 0)
            {
                (buffer, filled) = Room(buffer, start, filled, number + 1);
                start = 0;
                var read = stream.Read(buffer, filled, buffer.Length - filled);
                filled += read;
                if (read > 0) continue;
                if (filled == 0) yield break;
                length = filled;
            }

            using (var document = Parse(buffer.AsMemory(start, length), ++number))
                if (document is not null) yield return new JsonLine(number, document.RootElement);
            start = Math.Min(start + length + 1, filled);
            if (start == filled) (start, filled) = (0, 0);
        }
    }

    /// <summary>A refusal that names the place and the reason.</summary>
    public TrainingException Refuse(int line, string reason, Exception? inner = null) => new($"'{path}', line {line}: {reason}", inner);

    private FileStream Open()
    {
        if (!File.Exists(path)) throw new TrainingException($"There is no file '{path}'.");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
    }

    private (byte[] Buffer, int Filled) Room(byte[] buffer, int start, int filled, int line)
    {
        if (filled - start > MaxLineBytes) throw Refuse(line, $"the line is longer than {MaxLineBytes >> 20} MiB; one row stands on one line.");
        var target = filled - start > buffer.Length / 2 ? new byte[buffer.Length * 2] : buffer;
        buffer.AsSpan(start, filled - start).CopyTo(target);
        return (target, filled - start);
    }

    private JsonDocument? Parse(ReadOnlyMemory<byte> line, int number)
    {
        if (number == 1 && line.Span is ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]))
            throw Refuse(number, "the file is UTF-16; save it as UTF-8.");
        if (number == 1 && line.Span.StartsWith(ByteOrderMark)) line = line[ByteOrderMark.Length..];
        if (line.Span.Trim(" \t\r"u8).IsEmpty) return null;
        if (!Utf8.IsValid(line.Span)) throw Refuse(number, "the line is not valid UTF-8; save the file as UTF-8.");
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw Refuse(number, $"this is not valid JSON (at byte {e.BytePositionInLine + 1}); each line holds one JSON object.", e);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw Refuse(number, "each line holds one JSON object, such as {\"text\": \"…\", \"label\": \"…\"}.");
    }
}
