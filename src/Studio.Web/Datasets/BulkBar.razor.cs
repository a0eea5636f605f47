using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Editing;
using Studio.Core.Datasets.Examples;

namespace Studio.Web.Datasets;

/// <summary>What can be done with all selected examples at once. It goes on when the page is closed, and one undo takes all of it back.</summary>
public sealed partial class BulkBar
{
    private string _action = "", _value = "", _field = "";
    private DatasetSplit _split = DatasetSplit.Train;
    private bool _busy;

    [Parameter, EditorRequired]
    public required DatasetView View { get; set; }

    [Parameter, EditorRequired]
    public required ExampleSelection Selection { get; set; }

    /// <summary>How many that are, in words.</summary>
    [Parameter, EditorRequired]
    public required string Count { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<LabelCount> Labels { get; set; }

    [Parameter, EditorRequired]
    public required Action Clear { get; set; }

    private BulkChange Change => _action switch
    {
        "label" => new BulkChange(Label: new LabelValue(_value)),
        "unlabel" => new BulkChange(Label: LabelValue.None),
        "split" => new BulkChange(Split: _split),
        "tag" => new BulkChange(AddTag: _value),
        "untag" => new BulkChange(RemoveTag: _value),
        "field" => new BulkChange(Field: new MetadataField(_field.Trim(), string.IsNullOrEmpty(_value) ? null : _value)),
        _ => new BulkChange(Remove: true),
    };

    private void Restart() => (_value, _field) = ("", "");

    private async Task ApplyAsync()
    {
        if (_busy)
            return;
        _busy = true;
        DatasetStep? step = null;
        var (actor, id, selection, change) = (View.Actor, View.Id, Selection, Change);
        if (await Feedback.TryAsync(async () => step = await Task.Run(() => EditMany.RunAsync(actor, id, selection, change))))
        {
            Feedback.Undoable($"{step!.Summary}.", Undo, actor, step.Id);
            Restart();
            _action = "";
            Clear();
        }

        _busy = false;
    }
}
