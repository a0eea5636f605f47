using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Labeling.Suggestions;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

public sealed partial class NewSessionPage
{
    private IReadOnlyList<LabelableDataset>? _datasets;
    private IReadOnlyList<ReusableSchema> _schemas = [];
    private Guid _dataset;
    private Guid? _schema;
    private string? _suggestModel;
    private PromptChoice? _suggestPrompt;
    private LabelingKind _kind;
    private string _name = "", _labels = "", _suggested = "", _search = "", _guidelines = "";
    private bool _unlabeledOnly, _shuffle, _busy;
    private DatasetSplit? _split;
    private int? _sample, _count;
    private int _seed = 1, _overlap = 1;

    /// <summary>The dataset to begin with, from a link on its page.</summary>
    [SupplyParameterFromQuery(Name = "dataset")]
    public Guid? Wanted { get; set; }

    [Inject]
    public required PrepareLabelingSession Prepare { get; init; }

    [Inject]
    public required CreateLabelingSession Create { get; init; }

    [Inject]
    public required EditLabelingSession Edit { get; init; }

    [Inject]
    public required ChooseSuggestions Suggestions { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _schemas = await Prepare.SchemasAsync(Actor, ProjectId);
        _datasets = await Prepare.DatasetsAsync(Actor, ProjectId);
        if (_datasets.Count > 0)
            await SetDatasetAsync((_datasets.FirstOrDefault(d => d.Id == Wanted) ?? _datasets[0]).Id);
    }

    private async Task ChooseDatasetAsync(ChangeEventArgs change) => await SetDatasetAsync(Guid.Parse((string)change.Value!));

    private async Task SetDatasetAsync(Guid dataset)
    {
        _dataset = dataset;
        var chosen = _datasets!.First(d => d.Id == dataset);
        _unlabeledOnly = chosen.LabeledCount < chosen.ExampleCount;
        // Labels that the person typed stay; those that came from another dataset go.
        if (_labels == _suggested)
            _labels = _suggested = string.Join('\n', await Prepare.LabelsAsync(Actor, dataset));
        await CountAsync();
    }

    private void ChooseSchema(ChangeEventArgs change)
    {
        _schema = Guid.TryParse((string?)change.Value, out var id) ? id : null;
        if (_schemas.FirstOrDefault(s => s.Id == _schema) is { } schema)
            (_kind, _labels, _suggested) = (schema.Kind, string.Join('\n', schema.Labels), string.Join('\n', schema.Labels));
    }

    private async Task CountAsync() => _count = await Prepare.CountAsync(Actor, _dataset, Selection);

    private TaskSelection Selection => new()
    {
        UnlabeledOnly = _unlabeledOnly, Split = _split, Search = _search, Sample = _sample, Seed = _seed, Shuffle = _shuffle,
    };

    private void ChooseModel(string? model) => (_suggestModel, _suggestPrompt) = (model, null);

    private void ChoosePrompt(PromptChoice choice) => (_suggestModel, _suggestPrompt) = (null, choice);

    private async Task CreateAsync()
    {
        _busy = true;
        var session = Guid.Empty;
        var suggests = _kind == LabelingKind.SingleLabel;
        var done = await Feedback.TryAsync(async () =>
        {
            // Before the session is there, so that a choice that cannot be leaves nothing half-done.
            if (suggests && _suggestPrompt is { } wanted)
                await Suggestions.CheckAsync(Actor, ProjectId, _kind, wanted);
            session = await Create.RunAsync(Actor, new NewLabelingSession
            {
                DatasetId = _dataset, Name = _name, Kind = _kind, SchemaId = _schema, Labels = _labels.Split('\n'), Guidelines = _guidelines,
                Overlap = _overlap, Selection = Selection,
            });
            if (suggests && _suggestPrompt is { } prompt)
                await Suggestions.RunAsync(Actor, session, prompt);
            else if (suggests && _suggestModel is { } model)
                await Edit.SetSuggestionsAsync(Actor, session, model);
        });
        _busy = false;
        if (done)
            Navigation.NavigateTo(Place.To($"labeling/{session}"));
    }
}
