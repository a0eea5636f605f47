using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Estimates;
using Studio.Trainer.Models.Inspection;
using Studio.Trainer.Runs;
using Studio.Web.Shell;

namespace Studio.Web.Tuning;

/// <summary>The launcher: a recipe as a form or as JSON, kept as a draft until it is launched.</summary>
public sealed partial class LaunchPage : ProjectPage
{
    private LaunchOffer? _offer;
    private SnapshotChoice? _snapshot;
    private Recipe _recipe = LaunchDefaults.Scratch;
    private string _name = "";
    private string? _json;
    private string _saved = "";
    private PreflightReport? _preflight;
    private IReadOnlyList<RecipeProblem> _problems = [];
    private IReadOnlyList<RecipeProblem> _advice = [];
    private (Guid Snapshot, Recipe Recipe, EstimateReport Report)? _weighed;
    private bool _busy;

    [Inject]
    public required LaunchChoices Choices { get; init; }

    [Inject]
    public required LaunchRun Launch { get; init; }

    [Inject]
    public required LaunchDrafts Drafts { get; init; }

    [Inject]
    public required Preflight Preflight { get; init; }

    [Inject]
    public required RunDetails Runs { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The number of a run whose recipe this one begins with.</summary>
    [SupplyParameterFromQuery]
    public int? Like { get; set; }

    /// <summary>With <see cref="Like"/>, the number of a trial of that run: its values are taken too.</summary>
    [SupplyParameterFromQuery]
    public int? Trial { get; set; }

    [SupplyParameterFromQuery]
    public Guid? Snapshot { get; set; }

    private string StepsSentence
    {
        get
        {
            if (_recipe is { TokensPerBatch: { } tokens, MaxSteps: null })
                return $"{_snapshot!.TrainRows:N0} training rows in batches of {tokens:N0} tokens.";
            var perStep = _recipe.BatchSize * Math.Max(1, _recipe.GradientAccumulationSteps);
            var steps = _recipe.MaxSteps ?? (int)Math.Ceiling(Math.Ceiling(_snapshot!.TrainRows * (1 + (_recipe.Augmentation?.Copies ?? 0)) / (double)Math.Max(1, perStep)) * _recipe.Epochs);
            var (rows, times) = (_snapshot!.TrainRows * (1 + (_recipe.Augmentation?.Copies ?? 0)), MethodSentences.Trainings(_recipe));
            return $"About {steps:N0} steps on {rows:N0} training rows{(times > 1 ? $", {times:N0} trainings in all" : "")}.";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _offer = await Choices.RunAsync(Actor, ProjectId);
        var chosen = Snapshot;
        if (Like is { } number)
        {
            await Feedback.TryAsync(async () =>
            {
                if (Trial is { } trial)
                {
                    var (recipe, snapshot) = await Runs.TrialAsync(Actor, ProjectId, number, trial);
                    (_recipe, chosen) = (recipe, chosen ?? snapshot);
                    return;
                }

                var run = await Runs.ByNumberAsync(Actor, ProjectId, number);
                (_recipe, chosen) = (run.Recipe, chosen ?? run.SnapshotId);
            });
        }
        else if (await Drafts.ReadAsync(Actor, ProjectId) is { } draft)
        {
            (_name, chosen, _saved) = (draft.Name, chosen ?? draft.SnapshotId, "Draft restored");
            Take(draft.Recipe);
        }
        else if (_offer.BaseModels.FirstOrDefault(static m => m.Form != ModelForm.Decoder) is { } encoder)
        {
            _recipe = LaunchDefaults.For(encoder.Path);
        }

        _snapshot = _offer.Snapshots.FirstOrDefault(s => s.Id == chosen) ?? (_offer.Snapshots is [var newest, ..] ? newest : null);
        if (Like is null && _saved.Length == 0 && _snapshot is not null)
            _recipe = LaunchDefaults.Sized(_recipe, _snapshot.TrainRows);
        await MeasureAsync();
        Check();
    }

    private async Task ChooseSnapshotAsync(string? id)
    {
        _snapshot = _offer!.Snapshots.FirstOrDefault(s => s.Id.ToString() == id) ?? _snapshot;
        await MeasureAsync();
        await ChangedAsync();
    }

    private Task RenameAsync(string? name)
    {
        _name = name ?? "";
        return ChangedAsync();
    }

    private async Task ChangeAsync(Recipe recipe)
    {
        var (other, task) = (recipe.BaseModel != _recipe.BaseModel, recipe.Task != _recipe.Task);
        _recipe = task ? LanguageDefaults.ForTask(_recipe, recipe.Task, _offer!.BaseModels) : other ? LaunchDefaults.Moved(_recipe, recipe) : recipe;
        if (other || task)
            await MeasureAsync();
        await ChangedAsync();
    }

    private async Task ChangeJsonAsync(string? json)
    {
        Take(json ?? "");
        await MeasureAsync();
        await ChangedAsync();
    }

    private void ToggleJson() => _json = _json is null ? RecipeJson.Write(_recipe) : null;

    // What cannot be read stays as it was typed, with the reason beside it.
    private void Take(string json)
    {
        try
        {
            _recipe = RecipeText.Read(json);
            _json = _json is null ? null : json;
            _problems = [];
        }
        catch (InvalidRecipeException invalid)
        {
            (_json, _problems) = (json, invalid.Problems);
        }
    }

    private async Task ChangedAsync()
    {
        Check();
        var draft = new LaunchDraftView(_snapshot?.Id, _name, _json ?? RecipeJson.Write(_recipe));
        if (await Feedback.TryAsync(() => Drafts.SaveAsync(Actor, ProjectId, draft)))
            _saved = "Draft saved";
    }

    private async Task MeasureAsync()
    {
        _preflight = null;
        if (_snapshot is null)
            return;
        try
        {
            _preflight = await Preflight.RunAsync(Actor, ProjectId, _snapshot.Id, _recipe.BaseModel, _recipe.Task);
        }
        catch (StudioException)
        {
            // The base model is not one of this server's: that is said beside its field when it is launched.
        }
    }

    private void Weigh(EstimateReport report) => _weighed = (_snapshot!.Id, _recipe, report);

    private void Check()
    {
        var facts = _snapshot?.Facts;
        _advice = RecipeAdvice.Of(_recipe, facts, _preflight);
        if (_problems.All(p => p.Field.Length > 0))
            _problems = facts is null ? RecipeValidation.Check(_recipe) : RecipeRules.Check(_recipe, facts);
    }

    private async Task LaunchAsync()
    {
        if (_json is not null)
            Take(_json);
        Check();
        if (_problems.Count == 0 && _weighed is { Report.Refusal: { } large } weighed && weighed.Recipe == _recipe && weighed.Snapshot == _snapshot?.Id)
            _problems = [new("batch_size", large)];
        if (_problems.Count > 0 || _snapshot is null)
        {
            if (_problems is [var first, ..])
                Feedback.Say($"Not launched. {first.Message}");
            return;
        }

        _busy = true;
        try
        {
            var id = await Launch.RunAsync(Actor, ProjectId, new LaunchRequest(_snapshot.Id, _recipe, _name));
            await Drafts.ForgetAsync(Actor, ProjectId);
            var run = await Runs.RunAsync(Actor, ProjectId, id);
            Navigation.NavigateTo(Place.To($"tuning/{run.Number}"));
        }
        catch (InvalidRecipeException invalid)
        {
            _problems = invalid.Problems;
        }
        catch (StudioException refusal)
        {
            Feedback.Say(refusal.Message);
        }
        finally
        {
            _busy = false;
        }
    }
}
