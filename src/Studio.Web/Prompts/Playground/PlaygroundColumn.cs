using Studio.Core.Prompts;
using Studio.Core.Prompts.Playground;
using Studio.Core.Prompts.Writing;

namespace Studio.Web.Prompts.Playground;

/// <summary>A prompt on the sheet: where it came from, and what it says here.</summary>
public sealed class PlaygroundColumn
{
    public PlaygroundColumn(PlaygroundPrompt prompt, PromptContent? published)
    {
        (PromptId, Name, Number, Published) = (prompt.PromptId, prompt.Name, prompt.Number, published?.ToJson());
        Content = prompt.Content;
        Notes = TemplateNotes.Of(Content);
    }

    /// <summary>What the column is called in addresses, while its prompt exists only here.</summary>
    public const string Loose = "new";

    public Guid Key { get; } = Guid.NewGuid();

    public Guid? PromptId { get; set; }

    public string Name { get; set; }

    public int Number { get; set; }

    public PromptContent Content { get; private set; }

    public TemplateNotes Notes { get; private set; }

    /// <summary>What the version that it came from holds, as JSON.</summary>
    public string? Published { get; set; }

    public bool IsChanged => Content.ToJson() != Published;

    public string Address => PromptId is { } id ? $"{id:N}.{Number}" : Loose;

    public PlaygroundPrompt Kept => new(PromptId, Name, Number, Content);

    public void Write(PromptContent content) => (Content, Notes) = (content, TemplateNotes.Of(content));
}
