using System.Text.Encodings.Web;
using System.Text.Json;

namespace Studio.Web.Models.OpenAi;

internal static class OpenAiJson
{
    /// <summary>Names as they are written here, and no nulls left out but where a part says so: clients check some of them.</summary>
    public static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
