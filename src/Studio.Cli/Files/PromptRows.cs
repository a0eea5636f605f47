using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Templates;
using Studio.Trainer.Generation;
using Studio.Trainer.Runs;

namespace Studio.Cli.Files;

/// <summary>Reads what a model is to go on from: <c>prompt</c>, <c>messages</c>, or <c>input_ids</c>.</summary>
internal static class PromptRows
{
    public static JsonNode? Id(JsonLine line) => line.Value.TryGetProperty("id", out var id) ? JsonNode.Parse(id.GetRawText()) : null;

    /// <exception cref="TrainingException">The row has none of the three, or one that cannot be read; the message names the line.</exception>
    public static IReadOnlyList<int> Ids(JsonLinesFile file, JsonLine line, TextGenerator generator)
    {
        if (line.Value.TryGetProperty("input_ids", out var ids))
            return ids.ValueKind == JsonValueKind.Array && ids.EnumerateArray().All(static id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out _))
                ? [.. ids.EnumerateArray().Select(static id => id.GetInt32())]
                : throw file.Refuse(line.Number, "\"input_ids\" is not a list of whole numbers.");
        if (line.Value.TryGetProperty("prompt", out var prompt))
            return prompt.ValueKind == JsonValueKind.String ? generator.Tokenizer.Encode(prompt.GetString()!).Ids : throw file.Refuse(line.Number, "\"prompt\" is not a text.");
        if (!line.Value.TryGetProperty("messages", out var messages))
            throw file.Refuse(line.Number, "the row has no \"prompt\", no \"messages\" and no \"input_ids\".");
        if (generator.Chat is not { } chat)
            throw file.Refuse(line.Number, "the row has \"messages\", and the model's folder has no chat template (chat_template.jinja, or chat_template in tokenizer_config.json). Give a \"prompt\".");
        try
        {
            return generator.Tokenizer.Encode(chat.Render(messages, addGenerationPrompt: true).Text, addSpecialTokens: false).Ids;
        }
        catch (TemplateException e)
        {
            throw file.Refuse(line.Number, $"the model's chat template refuses the conversation: {e.Message}", e);
        }
    }
}
