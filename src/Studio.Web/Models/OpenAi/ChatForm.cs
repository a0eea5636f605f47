using System.Text.Json.Nodes;
using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>Answers of <c>/v1/chat/completions</c>.</summary>
internal sealed class ChatForm(string id, string model, string? fingerprint, DateTimeOffset now, bool logprobs) : AnswerForm("chatcmpl-" + id, model, fingerprint, now)
{
    protected override string WholeKind => "chat.completion";

    protected override string PieceKind => "chat.completion.chunk";

    public override JsonObject Opening(int index) => Choice(index, "delta", new JsonObject { ["role"] = "assistant", ["content"] = "", ["refusal"] = null }, null, null);

    public override JsonObject PieceOf(int index, GeneratedPiece piece) => Choice(
        index, "delta", piece.Text.Length == 0 && piece.Finish is not null ? [] : new JsonObject { ["content"] = piece.Text }, Logprobs(piece.Logprobs), Reason(piece.Finish));

    public override JsonObject WholeOf(int index, GenerationResult? answer) => Choice(
        index, "message", new JsonObject { ["role"] = "assistant", ["content"] = answer!.Text, ["refusal"] = null }, Logprobs(answer.Logprobs), Reason(answer.Finish));

    private static JsonObject Choice(int index, string part, JsonObject content, JsonNode? logprobs, string? reason) => new()
    {
        ["index"] = index, [part] = content, ["logprobs"] = logprobs, ["finish_reason"] = reason,
    };

    private JsonObject? Logprobs(IReadOnlyList<TokenLogprob> tokens) => !logprobs ? null : new JsonObject
    {
        ["content"] = new JsonArray([.. TokenText.Written(tokens).Select(token =>
        {
            var entry = Entry(token);
            entry["top_logprobs"] = new JsonArray([.. token.Top.Select(Entry)]);
            return entry;
        })]),
        ["refusal"] = null,
    };

    private static JsonObject Entry(TokenLogprob token) => new()
    {
        ["token"] = TokenText.Of(token), ["logprob"] = token.Logprob, ["bytes"] = new JsonArray([.. token.Bytes.Select(b => JsonValue.Create((int)b))]),
    };
}
