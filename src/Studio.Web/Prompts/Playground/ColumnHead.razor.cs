using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Web.Shell;

namespace Studio.Web.Prompts.Playground;

/// <summary>What a column is, and the ways from it into the library.</summary>
public sealed partial class ColumnHead
{
    private string _text = "";
    private bool _busy;

    [CascadingParameter]
    public required Place Place { get; set; }

    [Parameter, EditorRequired]
    public required PlaygroundColumn Column { get; set; }

    [Parameter]
    public EventCallback Copied { get; set; }

    [Parameter]
    public EventCallback Removed { get; set; }

    /// <summary>The column is another version now.</summary>
    [Parameter]
    public EventCallback Saved { get; set; }

    [Inject]
    public required PublishVersion Publish { get; init; }

    [Inject]
    public required CreatePrompt Create { get; init; }

    [Inject]
    public required KeepDraft Drafts { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private Task PublishAsync() => SaveAsync(async content =>
    {
        var number = await Publish.RunAsync(Place.Actor, Column.PromptId!.Value, Column.Number, content, _text);
        (Column.Number, Column.Published) = (number, content.ToJson());
        Feedback.Say($"Version {number} of {Column.Name} is published.");
    });

    private Task CreateAsync() => SaveAsync(async content =>
    {
        Column.PromptId = await Create.RunAsync(Place.Actor, Place.Project!.Id, new NewPrompt(_text, null, null, null, content, "From the playground"));
        (Column.Name, Column.Number, Column.Published) = (_text.Trim(), 1, content.ToJson());
    });

    private Task DraftAsync() => SaveAsync(async content =>
    {
        await Drafts.RunAsync(Place.Actor, Column.PromptId!.Value, Column.Number, content);
        Feedback.Say($"Kept as your draft of {Column.Name}; its page goes on with it.");
    });

    private async Task SaveAsync(Func<PromptContent, Task> save)
    {
        _busy = true;
        if (await Feedback.TryAsync(() => save(Column.Content)))
        {
            _text = "";
            await Saved.InvokeAsync();
        }

        _busy = false;
    }
}
