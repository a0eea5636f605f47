using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Core.Models.Serving.Asking;

namespace Studio.Web.Models.OpenAi;

/// <summary>A request to <c>/v1/embeddings</c>.</summary>
internal sealed record EmbeddingQuestion(string Model, IReadOnlyList<TextToEmbed> Inputs, bool AsBase64, int? Dimensions)
{
    private const int MostInputs = 2048;

    public static EmbeddingQuestion Read(JsonElement body)
    {
        var fields = new RequestFields(body);
        var inputs = PromptForm.Read(fields, "input", MostInputs);
        return new EmbeddingQuestion(
            fields.Needed("model"), [.. inputs.Select(input => new TextToEmbed(input.Text, input.Ids))],
            fields.Text("encoding_format") switch
            {
                null or "float" => false,
                "base64" => true,
                _ => throw new BadFieldException("encoding_format", "'encoding_format' is float or base64.", "invalid_value"),
            },
            fields.Integer("dimensions", 1, int.MaxValue));
    }

    public JsonObject Answer(EmbeddedTexts embedded) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. embedded.Vectors.Select((vector, i) => new JsonObject { ["object"] = "embedding", ["index"] = i, ["embedding"] = Shown(vector) })]),
        ["model"] = Model,
        ["usage"] = new JsonObject { ["prompt_tokens"] = embedded.Tokens, ["total_tokens"] = embedded.Tokens },
    };

    // The bytes of little-endian 32-bit numbers, as OpenAI's own clients ask for them.
    private JsonNode Shown(float[] vector) => AsBase64
        ? JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())))
        : new JsonArray([.. vector.Select(value => JsonValue.Create(value))]);
}
