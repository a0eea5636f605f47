using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Reviewing;
using Studio.Core.Labeling.Sessions;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

public sealed partial class DisputesPage
{
    private ElementReference _panel;
    private LabelingSessionView? _session;
    private List<Dispute> _disputes = [];
    private List<Candidate> _candidates = [];
    private Dispute? _current, _last;
    private int _decided;
    private bool _focus, _busy;

    [Parameter]
    public Guid SessionId { get; set; }

    [Inject]
    public required ReadLabelingSession Sessions { get; init; }

    [Inject]
    public required ReadDisputes Disputes { get; init; }

    [Inject]
    public required Adjudicate Adjudicate { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        _session = await Sessions.RunAsync(Actor, SessionId);
        if (_session.MayReview)
            _disputes = [.. await Disputes.RunAsync(Actor, SessionId)];
        Show(_disputes.FirstOrDefault());
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focus)
            return;
        _focus = false;
        await _panel.FocusAsync(preventScroll: true);
    }

    private void Show(Dispute? dispute)
    {
        _focus = dispute is not null;
        _current = dispute;
        _candidates = dispute is null ? [] :
        [
            .. dispute.Answers.GroupBy(a => a.Value.ToJson()).OrderByDescending(g => g.Count())
                .Select(g => new Candidate(g.First().Value, [.. g.Select(a => a.Name)])),
        ];
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.CtrlKey || key.MetaKey || key.AltKey)
            return;
        if (key.Key is "j" or "J")
            Later();
        else if (key.Key is "u" or "U")
            await UndoAsync();
        else if (key.Key is [>= '1' and <= '9'] && key.Key[0] - '1' is var index && index < _candidates.Count)
            await DecideAsync(_candidates[index].Value);
    }

    private void Later()
    {
        if (_current is null || _disputes.Count < 2)
            return;
        _disputes.Remove(_current);
        _disputes.Add(_current);
        Show(_disputes[0]);
    }

    private async Task DecideAsync(AnnotationValue value)
    {
        if (_busy || _current is not { } dispute)
            return;
        _busy = true;
        if (await Feedback.TryAsync(() => Adjudicate.DecideAsync(Actor, SessionId, dispute.TaskId, value)))
        {
            _last = dispute;
            _decided++;
        }

        _disputes.Remove(dispute);
        if (_disputes.Count == 0)
            _disputes = [.. await Disputes.RunAsync(Actor, SessionId)];
        Show(_disputes.FirstOrDefault());
        _busy = false;
    }

    private async Task UndoAsync()
    {
        if (_last is not { } dispute || !await Feedback.TryAsync(() => Adjudicate.ReopenAsync(Actor, SessionId, dispute.TaskId)))
            return;
        _last = null;
        _decided--;
        _disputes.Insert(0, dispute);
        Show(dispute);
    }

    private string Say(AnnotationValue value) => value.Spans is { } spans
        ? spans.Count == 0 ? "No marks" : string.Join(", ", spans.Select(s => $"{Name(s.Label)}: {Piece(s)}"))
        : value.Labels is { Count: > 0 } labels ? string.Join(", ", labels.Select(Name)) : "None of the labels";

    private string Piece(LabelSpan span) => _current!.Text[Math.Clamp(span.Start, 0, _current.Text.Length)..Math.Clamp(span.End, 0, _current.Text.Length)];

    private string Name(Guid id) => _session!.Labels.FirstOrDefault(l => l.Id == id)?.Name ?? "a removed label";

    private string Color(AnnotationValue value) => _session!.Labels.FirstOrDefault(l => value.AllLabels.FirstOrDefault() == l.Id)?.Color ?? "#767676";

    private sealed record Candidate(AnnotationValue Value, IReadOnlyList<string> Names);
}
