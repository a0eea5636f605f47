using Studio.Core.Models.Serving.Hosting;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Asking;

/// <summary>A text for its vector, as text or as the model's own tokens.</summary>
public sealed record TextToEmbed(string? Text, int[]? Ids);

/// <summary>Vectors in the order of the texts, and the tokens that were read.</summary>
public sealed record EmbeddedTexts(IReadOnlyList<float[]> Vectors, int Tokens);

/// <summary>Turns texts into vectors with a borrowed encoder.</summary>
public static class EmbedTexts
{
    /// <exception cref="InvalidInputException">A text is empty, longer than the model reads, or has tokens that it does not know.</exception>
    public static async Task<EmbeddedTexts> RunAsync(Borrowed<TextEmbedder> borrowed, IReadOnlyList<TextToEmbed> texts, CancellationToken cancel)
    {
        var model = borrowed.Model;
        int[][] ids = [.. texts.Select((text, i) => Checked(model, text.Ids ?? model.Tokenizer.Encode(text.Text!).Ids, text, i))];
        return new EmbeddedTexts(await model.EmbedAsync(ids, cancel), ids.Sum(one => one.Length));
    }

    private static int[] Checked(TextEmbedder model, int[] ids, TextToEmbed text, int place)
    {
        if (ids.Length == 0 || text.Text is "")
            throw new InvalidInputException($"Input {place + 1} is empty, so it has no vector.");
        if (ids.Length > model.MaxTokens)
            throw new InvalidInputException($"Input {place + 1} has {ids.Length} tokens, and the model reads {model.MaxTokens} at most. Cut it into parts.");
        foreach (var id in ids)
        {
            if (id < 0 || id >= model.VocabularySize)
                throw new InvalidInputException($"Input {place + 1} has the token {id}, and the model knows those from 0 to {model.VocabularySize - 1}.");
        }

        return ids;
    }
}
