using System.Text.Json.Nodes;
using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>A prompt that comes back in front of its answer.</summary>
/// <param name="Text">As it was sent; tokens as they read.</param>
/// <param name="Tokens">How likely each was; null where that is not asked for.</param>
internal sealed record EchoedPrompt(string Text, IReadOnlyList<(string Token, byte[] Bytes, double? Logprob, IReadOnlyList<TokenLogprob> Top)>? Tokens);

/// <summary>Answers of <c>/v1/completions</c>; echoes are by choice, and there are none without echo.</summary>
internal sealed class CompletionForm(string id, string model, string? fingerprint, DateTimeOffset now, bool logprobs, IReadOnlyList<EchoedPrompt> echoes)
    : AnswerForm("cmpl-" + id, model, fingerprint, now)
{
    private readonly Dictionary<int, int> _offsets = [];

    protected override string WholeKind => "text_completion";

    protected override string PieceKind => "text_completion";

    public override JsonObject? Opening(int index) => echoes.Count == 0 ? null : Choice(index, echoes[index].Text, Logprobs(index, echoes[index].Tokens ?? []), null);

    public override JsonObject PieceOf(int index, GeneratedPiece piece) => Choice(index, piece.Text, Logprobs(index, Entries(piece.Logprobs)), Reason(piece.Finish));

    public override JsonObject WholeOf(int index, GenerationResult? answer)
    {
        var echo = echoes.Count == 0 ? null : echoes[index];
        return Choice(
            index, echo?.Text + answer?.Text, Logprobs(index, [.. echo?.Tokens ?? [], .. answer is null ? [] : Entries(answer.Logprobs)]),
            answer is null ? "length" : Reason(answer.Finish));
    }

    private static JsonObject Choice(int index, string text, JsonObject? logprobs, string? reason) => new()
    {
        ["text"] = text, ["index"] = index, ["logprobs"] = logprobs, ["finish_reason"] = reason,
    };

    private static IEnumerable<(string, byte[], double?, IReadOnlyList<TokenLogprob>)> Entries(IEnumerable<TokenLogprob> tokens) =>
        TokenText.Written(tokens).Select(t => (t.Token, t.Bytes, (double?)t.Logprob, t.Top));

    private JsonObject? Logprobs(int index, IEnumerable<(string Token, byte[] Bytes, double? Logprob, IReadOnlyList<TokenLogprob> Top)> tokens)
    {
        if (!logprobs)
            return null;
        JsonArray names = [], values = [], tops = [], offsets = [];
        var offset = _offsets.GetValueOrDefault(index);
        foreach (var token in tokens)
        {
            names.Add(TokenText.Of(token.Token, token.Bytes));
            values.Add(token.Logprob);
            tops.Add(token.Logprob is null ? null : Top(token));
            offsets.Add(offset);
            offset += TokenText.Width(token.Bytes);
        }

        _offsets[index] = offset;
        return new JsonObject { ["tokens"] = names, ["token_logprobs"] = values, ["top_logprobs"] = tops, ["text_offset"] = offsets };
    }

    private static JsonObject Top((string Token, byte[] Bytes, double? Logprob, IReadOnlyList<TokenLogprob> Top) token)
    {
        var top = new JsonObject();
        foreach (var other in token.Top)
            top.TryAdd(TokenText.Of(other), other.Logprob);
        return top;
    }
}
