using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Studio.Templates;

namespace Studio.Core.Prompts;

/// <summary>One message of a chat prompt; the content is a template.</summary>
public sealed record PromptMessage(string Role, string Content);

/// <summary>Worked examples that fill the variable <c>examples</c> (a list of <c>text</c> and <c>label</c>) from a frozen training split.</summary>
/// <param name="SnapshotHash">The snapshot whose training split they are drawn from.</param>
/// <param name="Count">How many are drawn.</param>
/// <param name="Seed">The same seed draws the same examples in the same order.</param>
/// <param name="Balanced">The labels take turns, instead of each row having the same chance.</param>
/// <param name="SimilarBy">Instead of by chance, those most similar to the text at hand: <c>tfidf</c>, or the id of an encoder of the project.</param>
/// <param name="EncoderKey">Which weights that encoder had when it was chosen; with others it is refused. Null takes it as it is.</param>
public sealed record FewShotSlot(string SnapshotHash, int Count, int Seed = 0, bool Balanced = true, string? SimilarBy = null, string? EncoderKey = null);

/// <summary>How the answer is read as a label.</summary>
/// <param name="Labels">The labels that may be answered; empty where the answer is free text.</param>
/// <param name="AnswerAfter">Only what follows the last appearance of this text counts, for prompts that reason first.</param>
public sealed record AnswerReading(IReadOnlyList<string> Labels, string? AnswerAfter = null);

/// <summary>Sampling settings that belong to the prompt; null leaves the model's own.</summary>
public sealed record PromptSettings(double? Temperature = null, double? TopP = null, int? MaxTokens = null, IReadOnlyList<string>? Stop = null, long? Seed = null);

/// <summary>Everything that a version fixes: the templates, the slot for worked examples, the reading of answers and the settings.</summary>
public sealed record PromptContent
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The template of a text prompt; null for a chat.</summary>
    public string? Text { get; init; }

    /// <summary>The messages of a chat prompt; null for a text.</summary>
    public IReadOnlyList<PromptMessage>? Messages { get; init; }

    public FewShotSlot? FewShot { get; init; }
    public AnswerReading? Answer { get; init; }
    public PromptSettings? Settings { get; init; }

    [JsonIgnore]
    public PromptKind Kind => Messages is null ? PromptKind.Text : PromptKind.Chat;

    /// <summary>The templates with the role that each stands in; a text prompt has one, without a role.</summary>
    [JsonIgnore]
    public IEnumerable<PromptMessage> Parts => Messages ?? [new PromptMessage("", Text ?? "")];

    /// <summary>Names that must be given when the prompt is used, over all its parts; the labels and the worked examples give themselves.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Variables =>
        [.. Parts.SelectMany(part => Template.Parse(part.Content).Variables).Select(variable => variable.Name).Distinct()
            .Where(name => !(FewShot is not null && name == "examples") && !(Answer is { Labels.Count: > 0 } && name == "labels"))];

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));

    /// <exception cref="InvalidInputException">The JSON is not a prompt's content.</exception>
    public static PromptContent FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PromptContent>(json, Json) ?? throw new InvalidInputException("The prompt's content is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException($"The prompt's content cannot be read at {error.Path ?? "its start"}: {error.Message}");
        }
    }
}
