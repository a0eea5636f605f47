using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Writing;

namespace Studio.Web.Prompts;

/// <summary>The templates of a prompt, for its page and for the playground.</summary>
public sealed partial class ContentEditor
{
    private IJSObjectReference? _module;

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Parameter, EditorRequired]
    public required PromptContent Content { get; set; }

    [Parameter, EditorRequired]
    public required TemplateNotes Notes { get; set; }

    [Parameter]
    public string Prefix { get; set; } = "part";

    [Parameter]
    public bool MayEdit { get; set; }

    [Parameter]
    public EventCallback<PromptContent> Changed { get; set; }

    private int Count => Content.Messages?.Count ?? 1;

    public async ValueTask DisposeAsync()
    {
        try { await (_module?.DisposeAsync() ?? ValueTask.CompletedTask); }
        catch (JSDisconnectedException) { }
    }

    private Task SetAsync(int index, PromptMessage part) => Changed.InvokeAsync(
        Content.Messages is { } all ? Content with { Messages = [.. all.Select((old, i) => i == index ? part : old)] } : Content with { Text = part.Content });

    private Task AddAsync() => Changed.InvokeAsync(Content with { Messages = [.. Content.Messages!, new PromptMessage(Content.Messages![^1].Role == "user" ? "assistant" : "user", "")] });

    private Task RemoveAsync(int index) => Changed.InvokeAsync(Content with { Messages = [.. Content.Messages!.Where((_, i) => i != index)] });

    private Task MoveAsync(int index, int by)
    {
        var all = Content.Messages!.ToList();
        (all[index], all[index + by]) = (all[index + by], all[index]);
        return Changed.InvokeAsync(Content with { Messages = all });
    }

    private async Task GoToAsync(TemplateNote note)
    {
        _module ??= await Script.InvokeAsync<IJSObjectReference>("import", "/js/prompts.js");
        await _module.InvokeVoidAsync("goTo", $"{Prefix}-{note.Part}", note.Line, note.Column);
    }
}
