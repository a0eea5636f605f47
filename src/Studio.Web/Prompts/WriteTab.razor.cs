using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Writing;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>Writing: what is typed is checked with every key, kept as a draft, and published as the next version. What others publish meanwhile never takes a letter away.</summary>
public sealed partial class WriteTab
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600);

    private PromptContent _content = null!;
    private TemplateNotes _notes = null!;
    private string? _base;
    private int _basedOn;
    private PromptVersionRow? _overtaken;
    private string _message = "";
    private string _saved = "";
    private bool _busy;
    private object? _unsaved;
    private Task _lastSave = Task.CompletedTask;

    [CascadingParameter]
    public required PromptView View { get; set; }

    [Inject]
    public required KeepDraft Drafts { get; init; }

    [Inject]
    public required PublishVersion Publish { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private bool IsChanged => _content.ToJson() != _base;

    public async ValueTask DisposeAsync()
    {
        if (_unsaved is not null)
            await SaveAsync();
    }

    protected override void OnParametersSet()
    {
        var page = View.Page;
        if (_content is null && page is { Draft: { } draft, MayEdit: true })
        {
            _basedOn = draft.BasedOn;
            _base = draft.BasedOn == page.LatestNumber ? page.Content.ToJson() : null;
            _saved = $"Draft of {PromptWords.Time(draft.SavedAt)}";
            Show(draft.Content);
        }

        if (_content is null || (page.LatestNumber != _basedOn && !_busy && (!IsChanged || _content.ToJson() == page.Content.ToJson())))
            Load();
        _overtaken = page.LatestNumber != _basedOn && !_busy ? page.Versions[0] : null;
    }

    private void Load()
    {
        (_basedOn, _base) = (View.Page.LatestNumber, View.Page.Content.ToJson());
        Show(View.Page.Content);
    }

    private void Show(PromptContent content) => (_content, _notes) = (content, TemplateNotes.Of(content));

    private async Task ChangeAsync(PromptContent content)
    {
        Show(content);
        _saved = "";
        var letter = _unsaved = new object();
        await Task.Delay(Pause, Time);
        // After another letter the pause begins anew, and what is published needs no draft.
        if (letter == _unsaved)
            await SaveAsync();
    }

    /// <summary>Saves follow one another, and a publication waits for them: a draft never lands after the version that was made of it.</summary>
    private Task SaveAsync()
    {
        _unsaved = null;
        return _lastSave = SaveAfterAsync(_lastSave);
    }

    private async Task SaveAfterAsync(Task earlier)
    {
        await earlier;
        var changed = IsChanged;
        if (await Feedback.TryAsync(() => changed ? Drafts.RunAsync(View.Actor, View.Id, _basedOn, _content) : Drafts.DiscardAsync(View.Actor, View.Id)))
            _saved = changed ? "Draft saved" : "";
    }

    private async Task PublishAsync()
    {
        if (_busy || !IsChanged)
            return;
        _busy = true;
        var (content, number) = (_content, 0);
        _unsaved = null;
        await _lastSave;
        if (await Feedback.TryAsync(async () => number = await Publish.RunAsync(View.Actor, View.Id, _basedOn, content, _message)))
        {
            (_basedOn, _base, _message, _saved, _overtaken) = (number, content.ToJson(), "", $"Version {number} is published", null);
        }
        else
        {
            await SaveAsync();
        }

        _busy = false;
    }

    private async Task DiscardAsync()
    {
        var (content, basedOn) = (_content, _basedOn);
        Load();
        _overtaken = null;
        await SaveAsync();
        Feedback.Undoable("The draft is discarded.", () => InvokeAsync(async () =>
        {
            (_basedOn, _base) = (basedOn, basedOn == View.Page.LatestNumber ? View.Page.Content.ToJson() : null);
            Show(content);
            await SaveAsync();
            StateHasChanged();
        }));
    }

    private Task TakeTheirsAsync() => DiscardAsync();

    private Task KeepMineAsync()
    {
        (_basedOn, _base, _overtaken) = (View.Page.LatestNumber, View.Page.Content.ToJson(), null);
        return SaveAsync();
    }
}
