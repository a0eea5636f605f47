using System.Text.Json;
using Studio.Templates;
using Studio.Trainer.Generation;
using Studio.Trainer.Text;

namespace Studio.Core.Models.Serving.Asking;

/// <summary>Turns what people and programs send into the tokens that a model reads.</summary>
public static class Questions
{
    /// <summary>A conversation as the model was taught to read it.</summary>
    /// <param name="generator">The model.</param>
    /// <param name="messages">A JSON list of objects with role and content.</param>
    /// <param name="cancel">Ends a template that takes too long.</param>
    /// <exception cref="InvalidInputException">The model knows no conversations, or its template refuses this one.</exception>
    public static int[] OfChat(TextGenerator generator, JsonElement messages, CancellationToken cancel) =>
        Encode(generator, Render(generator, messages, cancel), special: false);

    /// <inheritdoc cref="OfChat"/>
    public static string Render(TextGenerator generator, JsonElement messages, CancellationToken cancel)
    {
        var format = generator.Chat ?? throw new InvalidInputException("This model's folder has no chat template, so it does not know conversations. Ask it to go on with a text instead (/v1/completions).");
        try
        {
            return format.Render(messages, addGenerationPrompt: true, cancel).Text;
        }
        catch (TemplateException reason)
        {
            throw new InvalidInputException($"The model's chat template refuses this conversation: {reason.Message}");
        }
    }

    /// <summary>A text to go on with, with the tokens that the model expects in front.</summary>
    public static int[] OfText(TextGenerator generator, string text) => WithoutEnd(generator, Encode(generator, text, special: true));

    private static int[] Encode(TextGenerator generator, string text, bool special)
    {
        try
        {
            return generator.Tokenizer.Encode(text, addSpecialTokens: special).Ids;
        }
        catch (TokenizerException)
        {
            throw new InvalidInputException("This model's folder has no tokenizer, so it takes tokens and no texts (/v1/completions).");
        }
    }

    // Some tokenizers also close a text; an answer behind the end would begin a new one.
    private static int[] WithoutEnd(TextGenerator generator, int[] ids) =>
        ids.Length > 1 && generator.Tokenizer.SpecialTokens.Eos is { } end && ids[^1] == end && end != generator.Tokenizer.SpecialTokens.Bos ? ids[..^1] : ids;
}
