namespace Studio.Core.Prompts;

/// <summary>A prompt to begin from.</summary>
public sealed record PromptStarter(string Name, string Purpose, PromptContent Content);

/// <summary>Three classic ways to ask for a label, as starting points, and what to look at in any prompt.</summary>
public static class PromptStarters
{
    /// <summary>Questions that a good prompt has an answer to.</summary>
    public static IReadOnlyList<(string Title, string Question)> Checklist { get; } =
    [
        ("Clear", "Would somebody who has never seen the task know what to answer, and in which form?"),
        ("Concise", "Is there a sentence that changes nothing when you take it out?"),
        ("Contextual", "Does it say who writes such texts, what the labels mean, and what to do in doubt?"),
        ("Refined", "Have you read the answers to twenty real rows and changed the prompt for what went wrong?"),
    ];

    public static IReadOnlyList<PromptStarter> For(IReadOnlyList<string> labels, string? snapshotHash = null) =>
    [
        new("Zero-shot", "States the task and the labels. The honest first try.", Chat(labels, """
            You label texts. Answer with exactly one of these labels and nothing else: {{ labels | join(', ') }}.
            """, "{{ text }}")),
        new("Few-shot", "Shows worked examples from the training split before it asks.", Chat(labels, """
            You label texts. Answer with exactly one of these labels and nothing else: {{ labels | join(', ') }}.

            Examples:
            {% for example in examples -%}
            Text: {{ example.text }}
            Label: {{ example.label }}

            {% endfor %}
            """, "Text: {{ text }}\nLabel:") with { FewShot = new FewShotSlot(snapshotHash ?? "", 8) }),
        new("Chain of thought", "Lets the model reason first; only what follows “Label:” counts.", Chat(labels, """
            You label texts with one of: {{ labels | join(', ') }}.
            First say in two or three sentences what the text is about and which labels could fit. Then write a last line that begins with "Label:" and holds exactly one label.
            """, "{{ text }}") with { Answer = new AnswerReading(labels, "Label:"), Settings = new PromptSettings(Temperature: 0, MaxTokens: 256) }),
    ];

    private static PromptContent Chat(IReadOnlyList<string> labels, string system, string user) => new()
    {
        Messages = [new PromptMessage("system", system.ReplaceLineEndings("\n")), new PromptMessage("user", user)],
        Answer = new AnswerReading(labels),
        Settings = new PromptSettings(Temperature: 0, MaxTokens: 16),
    };
}
