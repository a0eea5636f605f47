using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Suggestions;
using Studio.Core.Models.Serving;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

/// <summary>Where a session's suggestions come from: nobody, a tuned model, or a prompt with a model to ask.</summary>
public sealed partial class SuggestionSource
{
    private const string FromPrompt = "prompt:";
    private const string TunedPrefix = "model:";

    private IReadOnlyList<ServedModel> _models = [];
    private IReadOnlyList<PromptRow> _prompts = [];
    private IReadOnlyList<ModelListing> _asked = [];
    private string _source = "", _version = "", _model = "";
    private Guid _prompt;

    [Parameter]
    public string Id { get; set; } = "suggest";

    [Parameter]
    public LabelingKind Kind { get; set; }

    [Parameter]
    public string? Model { get; set; }

    [Parameter]
    public PromptSuggestions? Prompt { get; set; }

    /// <summary>A prompt is told by a button, because each choice leads to calls; without one, with every change.</summary>
    [Parameter]
    public bool Confirm { get; set; }

    [Parameter]
    public EventCallback<string?> ModelChosen { get; set; }

    [Parameter]
    public EventCallback<PromptChoice> PromptChosen { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required ListServedModels Served { get; init; }

    [Inject]
    public required ListPrompts Prompts { get; init; }

    [Inject]
    public required ProjectModels Models { get; init; }

    private PromptRow? Chosen => _prompts.FirstOrDefault(p => p.Id == _prompt);

    private IReadOnlyList<PromptLabelRow> Labels => Chosen?.Labels ?? [];

    private int Latest => Chosen?.LatestNumber ?? 0;

    protected override async Task OnInitializedAsync()
    {
        var project = Place.Project!.Id;
        _models = await Served.RunAsync(Place.Actor);
        _prompts = await Prompts.RunAsync(Place.Actor, project, new PromptFilter());
        _asked = await Models.ListAsync(Place.Actor, project);
        _model = _asked.Any(m => m.Id == Prompt?.ModelId) ? Prompt!.ModelId : _asked.Count > 0 ? _asked[0].Id : "";
        _source = Prompt is not null ? FromPrompt : Model is not null ? TunedPrefix + Model : "";
        SetPrompt(_prompts.FirstOrDefault(p => p.Id == Prompt?.PromptId)?.Id ?? (_prompts.Count > 0 ? _prompts[0].Id : Guid.Empty));
        if (Prompt is { } prompt && prompt.PromptId == _prompt)
            _version = prompt.Version.ToString(CultureInfo.InvariantCulture);
    }

    private async Task ChooseSourceAsync(ChangeEventArgs change)
    {
        _source = (string?)change.Value ?? "";
        if (_source != FromPrompt)
            await ModelChosen.InvokeAsync(_source.Length == 0 ? null : _source[TunedPrefix.Length..]);
        else if (!Confirm)
            await TellAsync();
    }

    private Task ChoosePromptAsync(ChangeEventArgs change)
    {
        SetPrompt(Guid.Parse((string)change.Value!));
        return ChangedAsync();
    }

    private Task ChooseVersionAsync(ChangeEventArgs change)
    {
        _version = (string)change.Value!;
        return ChangedAsync();
    }

    private Task ChooseAskedAsync(ChangeEventArgs change)
    {
        _model = (string)change.Value!;
        return ChangedAsync();
    }

    private void SetPrompt(Guid prompt)
    {
        _prompt = prompt;
        _version = Labels.Count > 0 ? Labels[0].Name : Latest.ToString(CultureInfo.InvariantCulture);
    }

    private Task ChangedAsync() => Confirm ? Task.CompletedTask : TellAsync();

    // A label begins with a letter, so a number is a version.
    private Task TellAsync()
    {
        if (Chosen is null || _model.Length == 0)
            return Task.CompletedTask;
        var fixedNumber = int.TryParse(_version, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return PromptChosen.InvokeAsync(new PromptChoice(_prompt, fixedNumber ? number : null, fixedNumber ? null : _version, _model));
    }
}
