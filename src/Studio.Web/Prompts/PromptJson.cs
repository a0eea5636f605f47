using System.Buffers;
using System.IO.Hashing;
using System.Text.Encodings.Web;
using System.Text.Json;
using Studio.Core.Prompts;

namespace Studio.Web.Prompts;

/// <summary>A prompt's version as programs get it: what it is called, then the content as it is stored.</summary>
internal static class PromptJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(FetchedPrompt prompt)
    {
        var buffer = new ArrayBufferWriter<byte>(prompt.Json.Length + 1_000);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("id", prompt.PromptId);
            json.WriteString("project", prompt.ProjectId);
            json.WriteString("name", prompt.Name);
            json.WriteString("folder", prompt.Folder);
            json.WriteString("type", prompt.Content.Kind == PromptKind.Chat ? "chat" : "text");
            json.WriteNumber("version", prompt.Number);
            json.WriteString("hash", prompt.Hash);
            WriteList(json, "labels", prompt.Labels);
            WriteList(json, "variables", prompt.Variables);
            json.WritePropertyName("content");
            json.WriteRawValue(prompt.Json, skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string Tag(byte[] body) => $"\"{Convert.ToHexStringLower(XxHash128.Hash(body))}\"";

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
