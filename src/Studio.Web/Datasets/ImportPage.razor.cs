using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>The step between upload and import: the first rows, how they are read, and which column is what.</summary>
public sealed partial class ImportPage
{
    private const string Enclose = "enclose";

    private DatasetSummary? _dataset;
    private ImportInfo? _import;
    private ImportPreview? _preview;
    private string? _refusal;
    private bool _busy;
    private string? _text;
    private string? _label;
    private string? _id;
    private string? _split;
    private DatasetSplit _into;
    private IReadOnlyDictionary<string, string>? _dialogue;

    [Parameter]
    public Guid DatasetId { get; set; }

    [Parameter]
    public Guid ImportId { get; set; }

    private string Form { get; set; } = ",";

    // A select cannot be bound to a truth value: the browser is given an attribute without text.
    private string Quotes { get; set; } = Enclose;

    private bool HasHeader { get; set; } = true;

    private string DatasetHref => Place.To($"datasets/{DatasetId}");

    private FileEncoding Encoding { get; set; }

    private bool Guarded { get; set; }

    private bool Tagged => _preview?.Form.Format == ImportFormat.Conll;

    private RowForm Chosen => Enum.TryParse<ImportFormat>(Form, out var format)
        ? new RowForm(format, HasHeader: format == ImportFormat.Conll && Tagged && HasHeader, Encoding: Encoding)
        : new RowForm(ImportFormat.Delimited, Form[0], HasHeader, Quotes == Enclose, Encoding, Guarded);

    protected override async Task OnInitializedAsync()
    {
        (_dataset, _) = await Datasets.OneAsync(Actor, DatasetId);
        _import = (await Imports.ReportAsync(Actor, ImportId)).Import;
        if (_import.State == ImportState.Uploaded)
            await ReadAsync(null);
    }

    private Task AgainAsync() => ReadAsync(Chosen);

    private async Task ReadAsync(RowForm? form)
    {
        try
        {
            _preview = await Preview.RunAsync(Actor, ImportId, form);
        }
        catch (StudioException refusal)
        {
            (_preview, _refusal) = (null, refusal.Message);
            return;
        }

        var read = _preview.Form;
        Form = read.Format == ImportFormat.Delimited ? read.Delimiter.ToString() : read.Format.ToString();
        (Quotes, HasHeader, Encoding, Guarded) = (read.Quoted ? Enclose : "ordinary", read.HasHeader, read.Encoding, read.Guarded);
        var guess = _preview.Guess;
        (_text, _label, _id, _split, _dialogue) = (guess?.Text is { Length: > 0 } text ? text : _preview.Columns is [var first, ..] ? first : null, guess?.Label, guess?.Id, guess?.Split, guess?.Dialogue);
    }

    private async Task ImportAsync()
    {
        _busy = true;
        var mapping = new ColumnMapping(_dialogue is null ? _text ?? "" : "", _label, _id, _split, _split is null ? _into : DatasetSplit.None, _dialogue);
        if (await Feedback.TryAsync(() => Start.RunAsync(Actor, ImportId, new ImportPlan(_preview!.Form, mapping))))
            Navigation.NavigateTo(DatasetHref);
        _busy = false;
    }

    private async Task DropAsync()
    {
        if (await Feedback.TryAsync(() => Cancel.RunAsync(Actor, ImportId)))
            Navigation.NavigateTo($"{DatasetHref}/imports");
    }

    private string? Role(string column) =>
        _dialogue?.FirstOrDefault(d => d.Value == column).Key is { } field ? field
        : _dialogue is null && column == _text ? (Tagged ? "words" : "text") : column == _label ? (Tagged ? "tags" : "label") : column == _id ? "id" : column == _split ? "split" : null;
}
