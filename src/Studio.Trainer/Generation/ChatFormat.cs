using System.Text.Json;
using Studio.Templates;
using Studio.Trainer.Text;

namespace Studio.Trainer.Generation;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, or another that the model's template knows.</param>
/// <param name="Content">What was said.</param>
public sealed record ChatMessage(string Role, string Content);

/// <summary>How a model wants conversations written: the chat template of its folder.</summary>
public sealed class ChatFormat
{
    private readonly Template _template;
    private readonly Dictionary<string, object?> _tokens;

    private ChatFormat(Template template, Dictionary<string, object?> tokens) => (_template, _tokens) = (template, tokens);

    /// <summary>The template's source, which belongs to the model and is worth a hash.</summary>
    public string Source => _template.Source;

    /// <summary>Reads <c>chat_template.jinja</c>, else the template in <c>tokenizer_config.json</c>; null where the folder has none.</summary>
    /// <exception cref="TemplateException">The template is not written in the known subset of Jinja.</exception>
    /// <exception cref="TokenizerException">tokenizer_config.json is not valid JSON.</exception>
    public static ChatFormat? Load(string folder)
    {
        string file = Path.Combine(folder, "chat_template.jinja"), settings = Path.Combine(folder, "tokenizer_config.json");
        var config = File.Exists(settings) ? TokenizerFolder.ReadJson(settings) : default;
        string? source = File.Exists(file) ? File.ReadAllText(file)
            : config.ValueKind == JsonValueKind.Object && config.TryGetProperty("chat_template", out var field) ? Choose(field) : null;
        if (source is null)
            return null;
        var tokens = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (string name in new[] { "bos_token", "eos_token", "pad_token", "unk_token" })
            if (config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var value) && Text(value) is { } text)
                tokens[name] = text;
        return new(Template.Parse(source, TemplateOptions.Chat), tokens);
    }

    /// <summary>A template that was not read from a folder.</summary>
    /// <param name="source">Jinja, as in tokenizer_config.json.</param>
    /// <param name="tokens">The names and texts of special tokens that it may use.</param>
    public static ChatFormat Parse(string source, IReadOnlyDictionary<string, string>? tokens = null) =>
        new(Template.Parse(source, TemplateOptions.Chat), (tokens ?? new Dictionary<string, string>()).ToDictionary(p => p.Key, p => (object?)p.Value, StringComparer.Ordinal));

    /// <summary>Writes a conversation as the model was taught to read it. Special tokens are in the text: encode it without adding any.</summary>
    /// <param name="messages">A list of objects with role and content, and whatever else the template reads.</param>
    /// <param name="addGenerationPrompt">True ends with what announces the assistant's turn.</param>
    /// <param name="cancel">Ends a template that takes too long.</param>
    /// <exception cref="TemplateException">The template refuses the conversation.</exception>
    public RenderedTemplate Render(JsonElement messages, bool addGenerationPrompt, CancellationToken cancel = default) =>
        _template.RenderSpans(new Dictionary<string, object?>(_tokens) { ["messages"] = messages, ["add_generation_prompt"] = addGenerationPrompt }, cancel);

    /// <inheritdoc cref="Render(JsonElement, bool, CancellationToken)"/>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, CancellationToken cancel = default) =>
        Render(JsonSerializer.SerializeToElement(messages.Select(m => new { role = m.Role, content = m.Content })), addGenerationPrompt, cancel).Text;

    /// <summary>Some folders name several templates; the one for plain conversations is called default.</summary>
    private static string? Choose(JsonElement field) => field.ValueKind switch
    {
        JsonValueKind.String => field.GetString(),
        JsonValueKind.Array => field.EnumerateArray().FirstOrDefault(t => t.GetProperty("name").GetString() == "default") is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("template").GetString() : null,
        _ => null,
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object when value.TryGetProperty("content", out var content) => content.GetString(),
        _ => null,
    };
}
