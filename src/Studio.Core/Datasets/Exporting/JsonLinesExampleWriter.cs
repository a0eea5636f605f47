using System.Text.Encodings.Web;
using System.Text.Json;

namespace Studio.Core.Datasets.Exporting;

/// <summary>One object on each line; what the source had beside text and label stands in it under its own names.</summary>
internal sealed class JsonLinesExampleWriter(Stream stream) : IExampleWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HashSet<string> Taken = ["text", "label", "split", "id"];

    private readonly BufferedStream _buffer = new(stream, 1 << 16);

    public async ValueTask WriteAsync(ExportedExample example, CancellationToken cancel)
    {
        var line = new System.Buffers.ArrayBufferWriter<byte>(256 + example.Text.Length);
        await using (var json = new Utf8JsonWriter(line, Options))
            Write(json, example);
        await _buffer.WriteAsync(line.WrittenMemory, cancel);
        await _buffer.WriteAsync("\n"u8.ToArray(), cancel);
    }

    public async ValueTask CompleteAsync(CancellationToken cancel) => await _buffer.FlushAsync(cancel);

    // The stream below is the caller's, and stays open.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Write(Utf8JsonWriter json, ExportedExample example)
    {
        json.WriteStartObject();
        var taken = Taken;
        if (example.Dialogue is { } dialogue)
        {
            // The text is made of these fields, so they stand in its place and are what an import finds.
            using var fields = JsonDocument.Parse(dialogue);
            taken = [.. Taken, .. fields.RootElement.EnumerateObject().Select(f => f.Name)];
            foreach (var field in fields.RootElement.EnumerateObject())
                field.WriteTo(json);
        }
        else
            json.WriteString("text", example.Text);
        if (example.HasLabels)
        {
            json.WritePropertyName("label");
            json.WriteRawValue(example.Label!);
        }
        else
            Optional(json, "label", example.Label);
        Optional(json, "split", example.SplitName);
        Optional(json, "id", example.Id);
        if (example.Metadata is not null)
        {
            using var metadata = JsonDocument.Parse(example.Metadata);
            foreach (var property in metadata.RootElement.EnumerateObject())
            {
                json.WritePropertyName(taken.Contains(property.Name) ? $"metadata.{property.Name}" : property.Name);
                property.Value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
