namespace Studio.Core.Datasets.Dialogues;

/// <summary>A field of a row for a language model.</summary>
/// <param name="Name">As it stands in files and in the stored row.</param>
/// <param name="Title">In words.</param>
/// <param name="Columns">What columns that hold it are usually called, the likeliest first.</param>
/// <param name="Optional">Whether a row may lack it.</param>
public sealed record DialogueField(string Name, string Title, IReadOnlyList<string> Columns, bool Optional = false);

/// <summary>A way in which rows for language models are written down.</summary>
public sealed record DialogueForm(string Key, string Title, IReadOnlyList<DialogueField> Fields)
{
    /// <summary>All that are known; what fits the columns of a file first is what the file most likely is.</summary>
    public static IReadOnlyList<DialogueForm> All { get; } =
    [
        new("messages", "Conversations: messages with role and content", [new("messages", "Messages", ["messages"])]),
        new("sharegpt", "Conversations: from and value (ShareGPT)", [new("conversations", "Conversations", ["conversations", "conversation"])]),
        new("preference", "Preferences: a chosen and a rejected answer",
        [
            new("prompt", "Prompt", ["prompt", "question", "query"], Optional: true), new("chosen", "Chosen answer", ["chosen"]), new("rejected", "Rejected answer", ["rejected"]),
        ]),
        new("instruction", "Instructions or questions with their answer (Alpaca)",
        [
            new("instruction", "Instruction", ["instruction", "question"]), new("input", "Input", ["input", "context"], Optional: true), new("output", "Output", ["output", "response", "answer"]),
        ]),
        new("completion", "Prompts with their completion",
        [
            new("prompt", "Prompt", ["prompt", "query"]), new("completion", "Completion", ["completion", "response", "answer"]),
        ]),
    ];

    /// <summary>The form whose fields are mapped, or null.</summary>
    public static DialogueForm? Of(IReadOnlyDictionary<string, string>? mapping) => mapping is null ? null
        : All.FirstOrDefault(form => mapping.Keys.All(name => form.Fields.Any(f => f.Name == name)) && form.Fields.All(f => f.Optional || mapping.ContainsKey(f.Name)));

    /// <summary>The columns that probably hold the fields; null where a field that must be there has none.</summary>
    public IReadOnlyDictionary<string, string>? Match(IReadOnlyList<string> columns)
    {
        var found = Fields.Select(field => (field, Column: field.Columns.SelectMany(name => columns.Where(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault())).ToList();
        return found.Any(f => f is { Column: null, field.Optional: false }) ? null : found.Where(f => f.Column is not null).ToDictionary(f => f.field.Name, f => f.Column!);
    }
}
