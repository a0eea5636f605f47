using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Labels;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>
/// Where labels point, where they pointed, and who fetches by them. What programs may be using is asked about before it moves, because it leaves the
/// building; every other move can be taken back.
/// </summary>
public sealed partial class LabelsTab
{
    private LabelOverview? _seen;
    private Question? _asked;
    private long _read = -1;
    private string _name = "";
    private int _number;
    private bool _busy;

    [CascadingParameter]
    public required PromptView View { get; set; }

    [Inject]
    public required ReadLabels Read { get; init; }

    [Inject]
    public required MoveLabel Move { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (_read == View.Change)
            return;
        _read = View.Change;
        if (_number == 0)
            _number = View.Page.LatestNumber;
        _seen = await Read.RunAsync(View.Actor, View.Id);
    }

    private Task AskAsync(string label, ChangeEventArgs e) => SetAsync(label, int.Parse(e.Value!.ToString()!, CultureInfo.InvariantCulture));

    private async Task AddAsync()
    {
        var name = "";
        if (await Feedback.TryAsync(() => Task.FromResult(name = PromptRules.Label(_name))))
            await SetAsync(name, _number);
    }

    private async Task SetAsync(string label, int number)
    {
        var before = _seen!.Labels.FirstOrDefault(l => l.Name == label)?.Number;
        if (before == number)
            return;
        if (label == FetchPrompt.DefaultLabel || (before is not null && Users(label).Any()))
        {
            _asked = new Question(
                label, before, number, before is null ? $"Put {label} on version {number}?" : $"Move {label} from version {before} to version {number}?",
                Reach(label, $"Programs that ask for {label} get version {number} at once."), before is null ? $"Put {label} on version {number}" : $"Move {label} to version {number}");
        }
        else if (await Feedback.TryAsync(() => Move.RunAsync(View.Actor, View.Id, label, number)))
        {
            Feedback.Undoable($"{label} points at version {number}.", () => before is { } old
                ? Move.RunAsync(View.Actor, View.Id, label, old) : Move.RemoveAsync(View.Actor, View.Id, label));
            _name = "";
        }
    }

    private void AskToRemove(LabelRow label) => _asked = new Question(
        label.Name, label.Number, null, $"Take {label.Name} away from version {label.Number}?",
        Reach(label.Name, $"Programs that ask for {label.Name} get an error until it is set again."), $"Take {label.Name} away");

    private async Task ConfirmAsync()
    {
        var asked = _asked!;
        _busy = true;
        if (await Feedback.TryAsync(() => asked.To is { } number
                ? Move.RunAsync(View.Actor, View.Id, asked.Label, number) : Move.RemoveAsync(View.Actor, View.Id, asked.Label)))
        {
            Feedback.Undoable(asked.To is { } to ? $"{asked.Label} points at version {to}." : $"{asked.Label} is taken away.", () => asked.From is { } from
                ? Move.RunAsync(View.Actor, View.Id, asked.Label, from) : Move.RemoveAsync(View.Actor, View.Id, asked.Label));
            (_asked, _name) = (null, "");
        }

        _busy = false;
    }

    private void CancelAsk() => _asked = null;

    private IEnumerable<PromptUseRow> Users(string label) => _seen!.Uses.Where(use => use.Asked == label);

    private string UsersOf(string label) => string.Join(", ", Users(label).Select(use => use.Caller)) is { Length: > 0 } names ? names : "–";

    private string Reach(string label, string then) => Users(label).ToList() switch
    {
        [] => $"Nobody has fetched {label} yet. {then}",
        [var one] => $"{one.Caller} fetched it last on {PromptWords.Moment(one.LastAt)} and got version {one.Number}. {then}",
        var all => $"{all.Count} callers fetch it ({string.Join(", ", all.Take(5).Select(use => use.Caller))}{(all.Count > 5 ? " …" : "")}), last on {PromptWords.Moment(all[0].LastAt)}. {then}",
    };

    private static string Sentence(LabelMoveRow move) => (move.From, move.To) switch
    {
        (null, { } to) => $"{move.Label} was set on version {to}",
        ({ } from, null) => $"{move.Label} was taken away from version {from}",
        var (from, to) => $"{move.Label} moved from version {from} to version {to}",
    };

    private sealed record Question(string Label, int? From, int? To, string Title, string Reach, string Action);
}
