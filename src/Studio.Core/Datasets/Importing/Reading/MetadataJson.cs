using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>The cells that are neither text nor label, as one JSON object.</summary>
internal static class MetadataJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Of(IReadOnlyList<string> names, int[] columns, Func<int, string?> cell)
    {
        if (columns.Length == 0)
            return null;
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            foreach (var column in columns)
                writer.WriteString(names[column], cell(column));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
