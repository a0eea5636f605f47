using Studio.Trainer.Text;

namespace Studio.Trainer.Generation;

/// <summary>
/// How conversations are written for a model whose folder says nothing of it: each turn on a line of its own behind the name of who speaks, and
/// the token that ends a text behind each answer. The template stands in the tuned model's folder, so that it is asked as it was taught.
/// </summary>
public static class PlainChat
{
    /// <param name="tokenizer">Knows how the special tokens are written.</param>
    /// <param name="endIds">Tokens with which the model ends a text.</param>
    public static ChatFormat For(ITokenizer tokenizer, IReadOnlySet<int> endIds)
    {
        int[] empty = tokenizer.Encode("").Ids;
        string begin = tokenizer.SpecialTokens.Bos is { } bos && empty.Length > 0 && empty[0] == bos ? Written(tokenizer, bos) : "";
        string end = (tokenizer.SpecialTokens.Eos ?? endIds.Cast<int?>().FirstOrDefault()) is { } id ? Written(tokenizer, id) : "";
        return ChatFormat.Parse(
            begin + "{% for message in messages %}{% if message.role == 'assistant' %}Assistant:{% generation %} {{ message.content }}" + end
            + "{% endgeneration %}{{ '\\n' }}{% else %}{{ message.role | capitalize }}: {{ message.content }}{{ '\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}");
    }

    /// <summary>A token's text where encoding it gives the token back; a template can say no other.</summary>
    private static string Written(ITokenizer tokenizer, int id) =>
        tokenizer.TokenOf(id) is { } token && tokenizer.Encode(token, addSpecialTokens: false).Ids is [var only] && only == id ? token : "";
}
