using System.Text.Json;

namespace Studio.Web.Models.OpenAi;

/// <summary>A prompt as text, or as tokens.</summary>
internal sealed record PromptForm(string? Text, int[]? Ids)
{
    /// <summary>A text, a list of texts, a list of tokens, or a list of lists of tokens.</summary>
    public static IReadOnlyList<PromptForm> Read(RequestFields fields, string name, int most)
    {
        if (fields.Find(name) is not { } value)
            throw new BadFieldException(name, $"The field '{name}' is missing.", "missing_required_parameter");
        if (value.ValueKind == JsonValueKind.String)
            return [new PromptForm(RequestFields.TextOf(value, name), null)];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw Bad(name);
        if (value[0].ValueKind == JsonValueKind.Number)
            return [new PromptForm(null, Tokens(value, name))];
        if (value.GetArrayLength() > most)
            throw new BadFieldException(name, $"'{name}' has {value.GetArrayLength()} entries; at most {most} are answered at once. Send them in parts.", "array_above_max_length");
        return [.. value.EnumerateArray().Select(one => one.ValueKind switch
        {
            JsonValueKind.String => new PromptForm(RequestFields.TextOf(one, name), null),
            JsonValueKind.Array when one.GetArrayLength() > 0 => new PromptForm(null, Tokens(one, name)),
            _ => throw Bad(name),
        })];
    }

    private static int[] Tokens(JsonElement list, string name) =>
        [.. list.EnumerateArray().Select(token => token.ValueKind == JsonValueKind.Number && token.TryGetInt32(out var id) ? id : throw Bad(name))];

    private static BadFieldException Bad(string name) => new(name, $"'{name}' is a text, a list of texts, a list of tokens, or a list of lists of tokens, and none of them is empty.", "invalid_type");
}

/// <summary>A request to <c>/v1/completions</c>.</summary>
/// <param name="Shared">What chats ask as well.</param>
/// <param name="Prompts">Each is answered.</param>
/// <param name="Echo">The prompt comes back in front of the answer, with its log-probabilities where those are asked for.</param>
/// <param name="Writes">False where only the prompt's log-probabilities are wanted.</param>
internal sealed record CompletionQuestion(SharedQuestion Shared, IReadOnlyList<PromptForm> Prompts, bool Echo, bool Writes)
{
    private const int MostPrompts = 256, UsualTokens = 16, MostLogprobs = 20;

    public static CompletionQuestion Read(JsonElement body)
    {
        var fields = new RequestFields(body);
        var echo = fields.Flag("echo");
        var most = SharedQuestion.MaxTokens(fields, "max_tokens");
        if (most == 0 && !echo)
            throw new BadFieldException("max_tokens", "An answer has at least one token; only with 'echo' may 'max_tokens' be 0.", "invalid_value");
        var shared = SharedQuestion.Read(fields, most < 0 ? UsualTokens : Math.Max(1, most), fields.Integer("logprobs", 0, MostLogprobs));
        if (fields.Integer("best_of", 1, 128) is { } best && best > shared.Choices)
            throw new BadFieldException("best_of", "This server writes no more answers than it gives back: leave 'best_of' out, or set it to 'n'.", "unsupported_parameter");
        return new CompletionQuestion(shared, PromptForm.Read(fields, "prompt", MostPrompts), echo, most != 0);
    }
}
