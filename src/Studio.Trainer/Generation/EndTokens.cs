using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Text;

namespace Studio.Trainer.Generation;

/// <summary>The tokens with which a model says that it is done.</summary>
public static class EndTokens
{
    /// <summary>From generation_config.json, else config.json (one id or several), else what the tokenizer calls the end of a text.</summary>
    public static IReadOnlySet<int> Of(string folder, ModelConfig config, ITokenizer? tokenizer)
    {
        string path = Path.Combine(folder, "generation_config.json");
        JsonNode? ids = null;
        if (File.Exists(path))
        {
            try
            {
                ids = (JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject)?["eos_token_id"];
            }
            catch (JsonException e)
            {
                throw new ModelFormatException($"'{path}' is not valid JSON: {e.Message}", e);
            }
        }
        return (ids ?? config.Json["eos_token_id"]) switch
        {
            JsonArray several => several.OfType<JsonValue>().Select(Id).OfType<int>().ToHashSet(),
            JsonValue one when Id(one) is { } id => new HashSet<int> { id },
            _ => tokenizer?.SpecialTokens.Eos is { } id ? new HashSet<int> { id } : new HashSet<int>(),
        };
    }

    private static int? Id(JsonValue value) => value.TryGetValue(out int id) && id >= 0 ? id : null;
}
