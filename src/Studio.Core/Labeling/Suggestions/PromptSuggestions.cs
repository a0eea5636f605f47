using System.Text.Json;

namespace Studio.Core.Labeling.Suggestions;

/// <summary>What a person chooses: a prompt at a fixed version, or at the one that a label points at now, and the model that is asked.</summary>
public sealed record PromptChoice(Guid PromptId, int? Version, string? Label, string ModelId);

/// <summary>The choice as a session keeps it: the version is fixed, and the model is asked in the name of the person who chose.</summary>
/// <param name="Id">Stays while the same version and model are chosen; suggestions of another choice are not shown.</param>
/// <param name="PromptId">The prompt and</param>
/// <param name="Version">its version.</param>
/// <param name="PromptName">As it was called when it was chosen.</param>
/// <param name="ModelId">What <see cref="Prompts.Connections.ProjectModels"/> opens.</param>
/// <param name="ModelName">For people, with the connection's name.</param>
/// <param name="ChosenById">Who answers for the calls.</param>
public sealed record PromptSuggestions(Guid Id, Guid PromptId, int Version, string PromptName, string ModelId, string ModelName, Guid ChosenById)
{
    /// <summary>What annotators see beside a suggestion.</summary>
    public string Source => $"{PromptName} v{Version} · {ModelName}";

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static PromptSuggestions? FromJson(string? json) => json is null ? null : JsonSerializer.Deserialize<PromptSuggestions>(json, JsonSerializerOptions.Web);
}
