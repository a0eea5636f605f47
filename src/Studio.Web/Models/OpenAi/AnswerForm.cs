using System.Text.Json.Nodes;
using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>Tokens that a request took.</summary>
internal sealed record TokenCount(int Prompt, int Completion, int? Cached = null)
{
    public JsonObject ToJson()
    {
        var usage = new JsonObject { ["prompt_tokens"] = Prompt, ["completion_tokens"] = Completion, ["total_tokens"] = Prompt + Completion };
        if (Cached is not null)
            usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = Cached };
        return usage;
    }
}

/// <summary>How answers of one endpoint look, whole and in pieces.</summary>
internal abstract class AnswerForm(string id, string model, string? fingerprint, DateTimeOffset now)
{
    protected abstract string WholeKind { get; }

    protected abstract string PieceKind { get; }

    public JsonObject Whole(IEnumerable<JsonObject> choices, TokenCount usage) =>
        Frame(WholeKind, new JsonArray([.. choices]), usage.ToJson());

    /// <param name="choice">Null for the last piece, which has the usage alone.</param>
    /// <param name="usage">Null until it is known.</param>
    /// <param name="showsUsage">Whether the field is there at all.</param>
    public JsonObject Piece(JsonObject? choice, TokenCount? usage, bool showsUsage)
    {
        var frame = Frame(PieceKind, choice is null ? [] : new JsonArray(choice), usage?.ToJson());
        if (!showsUsage)
            frame.Remove("usage");
        return frame;
    }

    /// <summary>What comes before the first piece of a choice; null for nothing.</summary>
    public abstract JsonObject? Opening(int index);

    public abstract JsonObject PieceOf(int index, GeneratedPiece piece);

    public abstract JsonObject WholeOf(int index, GenerationResult? answer);

    protected static string? Reason(FinishReason? finish) => finish switch { null => null, FinishReason.Length => "length", _ => "stop" };

    private JsonObject Frame(string kind, JsonArray choices, JsonObject? usage) => new()
    {
        ["id"] = id, ["object"] = kind, ["created"] = now.ToUnixTimeSeconds(), ["model"] = model, ["system_fingerprint"] = fingerprint, ["choices"] = choices, ["usage"] = usage,
    };
}
