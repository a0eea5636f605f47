using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Core.Tuning;
using Studio.Web.Shell;

namespace Studio.Web.Prompts.Runs;

/// <summary>Chooses what a prompt run asks, of whom, about which rows. The choices stand in the address; what it will take is shown before it costs anything.</summary>
public sealed partial class NewPromptRunPage
{
    private IReadOnlyList<PromptRow>? _prompts;
    private IReadOnlyList<SnapshotChoice> _snapshots = [];
    private IReadOnlyList<ModelListing> _models = [];
    private PromptRunPlan? _plan;
    private string? _problem;
    private ScorerKind _kind;
    private string _argument = "";
    private int _atOnce = 8, _attempts = 4;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "prompt")]
    public Guid? PromptId { get; set; }

    [SupplyParameterFromQuery(Name = "version")]
    public int? Version { get; set; }

    [SupplyParameterFromQuery(Name = "snapshot")]
    public Guid? Snapshot { get; set; }

    [SupplyParameterFromQuery(Name = "split")]
    public string? Split { get; set; }

    [SupplyParameterFromQuery(Name = "model")]
    public string? Model { get; set; }

    [SupplyParameterFromQuery(Name = "rows")]
    public int? Rows { get; set; }

    [Inject]
    public required ListPrompts Prompts { get; init; }

    [Inject]
    public required LaunchChoices Choices { get; init; }

    [Inject]
    public required ProjectModels Models { get; init; }

    [Inject]
    public required PromptRunPlans Plans { get; init; }

    [Inject]
    public required LaunchPromptRun Launch { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private PromptRow? Prompt => _prompts?.FirstOrDefault(p => p.Id == PromptId);

    private int VersionNumber => Version ?? Prompt?.LatestNumber ?? 0;

    private Guid? SnapshotId => Snapshot ?? (_snapshots.Count > 0 ? _snapshots[0].Id : null);

    private SnapshotChoice? ChosenSnapshot => _snapshots.FirstOrDefault(s => s.Id == SnapshotId);

    private string? ModelId => Model ?? (_models.Count > 0 ? _models[0].Id : null);

    private DatasetSplit Chosen => Enum.TryParse<DatasetSplit>(Split, true, out var split) ? split
        : ChosenSnapshot switch { { TestRows: > 0 } => DatasetSplit.Test, { ValidationRows: > 0 } => DatasetSplit.Validation, _ => DatasetSplit.Train };

    private (DatasetSplit Split, int Count)[] Splits => ChosenSnapshot is { } s
        ? [(DatasetSplit.Test, s.TestRows), (DatasetSplit.Validation, s.ValidationRows), (DatasetSplit.Train, s.TrainRows)] : [];

    private (string Title, string Sentence, string Href, string Action)? Missing => (_prompts?.Count, _snapshots.Count, _models.Count) switch
    {
        (null, _, _) => null,
        (0, _, _) => ("Write a prompt first", "A run asks with one published version of a prompt, and this project has none yet.", Place.To("prompts/new"), "Write a prompt"),
        (_, 0, _) => ("Freeze some rows first", "A run asks about the rows of a snapshot, which can never change, so that its figures can be compared.", Place.To("datasets"), "Open the datasets"),
        (_, _, 0) => ("Connect a model first", "A run needs a model to ask. A connection leads to any OpenAI-compatible endpoint.", Place.To("prompts/connections"), "Add a connection"),
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        _snapshots = (await Choices.RunAsync(Actor, ProjectId)).Snapshots;
        _models = await Models.ListAsync(Actor, ProjectId);
        _prompts = await Prompts.RunAsync(Actor, ProjectId, new PromptFilter());
        await PlanAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_prompts is not null)
            await PlanAsync();
    }

    private async Task PlanAsync()
    {
        (_plan, _problem) = (null, null);
        if (Missing is not null)
            return;
        if (Request is not { } request)
        {
            _problem = "Choose a prompt.";
            return;
        }

        try
        {
            _plan = await Plans.RunAsync(Actor, ProjectId, request);
        }
        catch (StudioException problem)
        {
            _problem = problem.Message;
        }
    }

    private PromptRunRequest? Request => Prompt is null || SnapshotId is null || ModelId is null ? null : new PromptRunRequest(
        Prompt.Id, VersionNumber, SnapshotId.Value, Chosen, ModelId, Rows, new AnswerScorer(_kind, _argument.Length == 0 ? null : _argument), _atOnce, _attempts);

    private async Task LaunchAsync()
    {
        _busy = true;
        await Feedback.TryAsync(async () =>
        {
            var number = await Launch.RunAsync(Actor, ProjectId, Request!);
            Navigation.NavigateTo(Place.To($"prompts/runs/{number.ToString(CultureInfo.InvariantCulture)}"));
        });
        _busy = false;
    }

    private void Go(params (string Name, string? Value)[] changes) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(c => c.Name, c => (object?)(string.IsNullOrEmpty(c.Value) ? null : c.Value))), replace: true);
}
