using System.Text.Json;
using Studio.Trainer.Runs;

namespace Studio.Core.Datasets.Dialogues;

/// <summary>One turn: who speaks and what is said.</summary>
public sealed record DialogueTurn(string Role, string Content);

/// <summary>What an example for a language model holds beside its text, read from the fields that it came with.</summary>
/// <param name="Turns">A conversation, or a prompt with its completion; of a preference what stands before both answers.</param>
/// <param name="Chosen">The preferred answer; null where there is no preference.</param>
/// <param name="Rejected">The other answer.</param>
public sealed record Dialogue(IReadOnlyList<DialogueTurn> Turns, string? Chosen, string? Rejected)
{
    public const string Prompt = "prompt", Completion = "completion";

    public bool IsPair => Chosen is not null;

    /// <summary>Whether it holds something that a model can learn to say.</summary>
    public bool HasAnswer => IsPair || Turns.Any(t => t.Role is "assistant" or Completion);

    /// <summary>As one text to read and to search.</summary>
    public string Text => Turns.Count == 0 ? Chosen ?? "" : string.Join("\n\n", Turns.Select(t => t.Role is Prompt or Completion ? t.Content : $"{Speaker(t.Role)}: {t.Content}"));

    /// <summary>What is wrong with it, or null.</summary>
    public string? Problem =>
        IsPair ? string.IsNullOrWhiteSpace(Chosen) ? "The chosen answer is empty." : string.IsNullOrWhiteSpace(Rejected) ? "The rejected answer is empty."
            : Chosen == Rejected ? "Both answers are the same, so that neither can be preferred." : null
        : Turns.Count == 0 ? "The conversation has no turn."
        : Turns is [.., { Role: Completion, Content: var said }] && string.IsNullOrWhiteSpace(said) ? "The completion is empty."
        : Turns is [{ Role: Prompt }] ? "The prompt has no completion."
        : Turns.All(t => string.IsNullOrWhiteSpace(t.Content)) ? "The conversation is empty." : null;

    /// <exception cref="InvalidInputException">A field is not as its name says.</exception>
    public static Dialogue Parse(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return Of(parsed.RootElement);
    }

    /// <exception cref="InvalidInputException">A field is not as its name says.</exception>
    public static Dialogue Of(JsonElement fields)
    {
        var row = ToRow(fields, new TrainingRow { Id = "" });
        var turns = row.Messages?.Select(m => new DialogueTurn(m.Role, m.Content)).ToList() ?? [];
        if (row.Prompt is { } prompt)
            turns.Add(new(Prompt, prompt));
        if (row.Completion is { } completion)
            turns.Add(new(Completion, completion));
        return new(turns, row.Chosen, row.Rejected);
    }

    /// <summary>The row with the fields that a language model learns from.</summary>
    public static TrainingRow ToRow(JsonElement fields, TrainingRow row) =>
        LanguageFields.Fill(fields, row, reason => new InvalidInputException(char.ToUpperInvariant(reason[0]) + reason[1..]));

    public static string Speaker(string role) => role.Length == 0 ? role : char.ToUpperInvariant(role[0]) + role[1..];
}
