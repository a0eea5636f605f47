using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Writing;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>The prompt as a model would get it, while it is written. The values are kept for whoever typed them; the row stands in the address.</summary>
public sealed partial class PreviewPart : IAsyncDisposable
{
    private const int MostShown = 20_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150), KeepAfter = TimeSpan.FromMilliseconds(600);

    private IReadOnlyList<PromptSnapshot> _snapshots = [];
    private Dictionary<string, string> _values = [];
    private PromptRowSample? _row;
    private RowChoice? _rowOf;
    private PromptPreview? _seen;
    private PromptContent? _filled;
    private bool _unkept;
    private readonly Newest _filling = new();
    private readonly Newest _keeping = new();

    [CascadingParameter]
    public required PromptView View { get; set; }

    [Parameter, EditorRequired]
    public required PromptContent Content { get; set; }

    [Parameter, EditorRequired]
    public required TemplateNotes Notes { get; set; }

    [Inject]
    public required PreviewPrompt Preview { get; init; }

    [Inject]
    public required KeepSample Samples { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [SupplyParameterFromQuery]
    public string? Snapshot { get; set; }

    [SupplyParameterFromQuery]
    public string? Split { get; set; }

    [SupplyParameterFromQuery]
    public int? Row { get; set; }

    private RowChoice Chosen => RowChoice.Of(Snapshot, Split, Row);

    private IReadOnlyList<string> Asked => Notes.Asked(Content);

    private string Summary
    {
        get
        {
            var characters = _seen!.Messages.Sum(message => message.Content.Length);
            var words = _seen.Messages.Sum(message => message.Content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
            return $"{PromptWords.Count(words, "word")}, {PromptWords.Count(characters, "character")}"
                + (_seen.Missing.Count == 0 ? "" : $"; no value yet for {string.Join(", ", _seen.Missing)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _filling.Dispose();
        _keeping.Dispose();
        if (_unkept)
            await KeepAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        _snapshots = await Preview.SnapshotsAsync(View.Actor, View.ProjectId);
        _values = new(await Samples.ReadAsync(View.Actor, View.Id));
        await FillAsync(TimeSpan.Zero);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_filled is not null && (!ReferenceEquals(_filled, Content) || _rowOf != Chosen))
            await FillAsync(Pause);
    }

    private async Task SetAsync(string name, string? value)
    {
        _values[name] = value ?? "";
        _unkept = true;
        var cancel = _keeping.Begin();
        await FillAsync(Pause);
        try
        {
            await Task.Delay(KeepAfter, Time, cancel);
            await KeepAsync();
        }
        catch (OperationCanceledException)
        {
            // Another letter came.
        }
    }

    private async Task KeepAsync()
    {
        _unkept = false;
        await Feedback.TryAsync(() => Samples.RunAsync(View.Actor, View.Id, new Dictionary<string, string>(_values)));
    }

    private async Task FillAsync(TimeSpan pause)
    {
        _filled = Content;
        var cancel = _filling.Begin();
        try
        {
            await Task.Delay(pause, Time, cancel);
            await ReadRowAsync(cancel);
            var values = new Dictionary<string, string>(_values);
            if (_row is not null)
                values["text"] = _row.Text;
            var seen = await Preview.RunAsync(View.Actor, View.ProjectId, Content, values, cancel);
            if (!cancel.IsCancellationRequested)
                _seen = seen;
        }
        catch (OperationCanceledException)
        {
            // Something newer is shown instead.
        }
        catch (StudioException problem)
        {
            _seen = new PromptPreview([], [], problem.Message);
        }
    }

    private async Task ReadRowAsync(CancellationToken cancel)
    {
        if (_rowOf == Chosen)
            return;
        var wanted = Chosen;
        _row = wanted.Snapshot is null ? null : await Preview.RowAsync(View.Actor, View.ProjectId, wanted.Snapshot, wanted.Split, wanted.Row, cancel);
        _rowOf = wanted;
    }
}
