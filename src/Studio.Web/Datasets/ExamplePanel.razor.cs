using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>One example, to read and to edit. While somebody edits, what others do does not take the text from under their hands.</summary>
public sealed partial class ExamplePanel
{
    private ExampleDetail? _example;
    private string? _problem;
    private bool _editing;
    private string _text = "";
    private string? _label;
    private DatasetSplit _split;

    [Parameter, EditorRequired]
    public required DatasetView View { get; set; }

    [Parameter, EditorRequired]
    public required long ExampleId { get; set; }

    [Parameter, EditorRequired]
    public required ExampleFilter Filter { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<LabelCount> Labels { get; set; }

    [Parameter, EditorRequired]
    public required Func<long?, string> Link { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _editing &= _example?.Id == ExampleId;
        if (_editing)
            return;
        try
        {
            (_example, _problem) = (await Open.RunAsync(View.Actor, View.Id, ExampleId, Filter), null);
        }
        catch (NotFoundException gone)
        {
            (_example, _problem) = (null, gone.Message);
        }
    }

    private void Edit() => (_editing, _text, _label, _split) = (true, _example!.Text, _example.Label, _example.Split);

    private async Task SaveAsync()
    {
        var label = string.IsNullOrWhiteSpace(_label) ? null : _label.Trim();
        var change = new ExampleChange(
            ExampleId, _text == _example!.Text ? null : _text, label == _example.Label ? null : new LabelValue(label), _split == _example.Split ? null : _split);
        if (change == new ExampleChange(ExampleId))
        {
            _editing = false;
            return;
        }

        var step = Guid.Empty;
        if (!await Feedback.TryAsync(async () => step = await EditOne.RunAsync(View.Actor, View.Id, change)))
            return;
        _editing = false;
        var actor = View.Actor;
        Feedback.Undoable($"Example {_example.Position + 1:N0} is changed.", () => Undo.RunAsync(actor, step));
        await OnParametersSetAsync();
    }
}
