using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Prompts.Playground;

/// <summary>Asking the models and keeping the sheet.</summary>
public sealed partial class PlaygroundPage
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100), Pause = TimeSpan.FromMilliseconds(600);

    private readonly Dictionary<(Guid Column, string Model), PlaygroundAnswer> _answers = [];
    private readonly CancellationTokenSource _gone = new();
    private object? _unsaved;
    private string _saved = "";
    private string? _asked;
    private bool _looking;

    private bool IsRunning => _answers.Values.Any(answer => answer.IsRunning);

    private bool MayRun => Can(Permission.EditData) && _columns.Count > 0 && _chosen.Count > 0 && !IsRunning && _columns.TrueForAll(column => !column.Notes.HasMistake);

    /// <summary>Whoever leaves wants no more answers, which may cost something; what was typed is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        StopAll();
        if (_unsaved is not null)
            await SaveAsync();
    }

    private async Task RunAsync()
    {
        if (!MayRun)
            return;
        _answers.Clear();
        _asked = _row?.Label;
        var values = new Dictionary<string, string>(_values);
        if (_row is not null)
            values["text"] = _row.Text;
        foreach (var column in _columns)
        {
            foreach (var model in Shown)
                Begin(column, model.Id, values);
        }

        await LookAsync();
    }

    private void Begin(PlaygroundColumn column, string model, Dictionary<string, string> values)
    {
        var answer = _answers[(column.Key, model)] = new PlaygroundAnswer();
        var (actor, content, settings) = (Actor, column.Content, _settings);
        // Away from the page's thread: a fast model would keep it busy with every word.
        _ = Task.Run(async () =>
        {
            try
            {
                await answer.FollowAsync(cancel => Ask.RunAsync(actor, ProjectId, model, content, values, settings, cancel), content.Answer);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                ShellLog.ActionFailed(Log, error);
                answer.Fail(ErrorsSetup.Explain(error).Sentence);
            }
        });
    }

    // Answers are looked at ten times a second while any is being written.
    private async Task LookAsync()
    {
        if (_looking)
            return;
        _looking = true;
        try
        {
            do
            {
                StateHasChanged();
                await Task.Delay(Look, Time, _gone.Token);
            }
            while (IsRunning);
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }

        _looking = false;
    }

    private void StopAll()
    {
        foreach (var answer in _answers.Values)
            answer.Stop();
    }

    private async Task SaveSoonAsync()
    {
        _saved = "";
        var change = _unsaved = new object();
        await Task.Delay(Pause, Time);
        // After another change the pause begins anew.
        if (change == _unsaved)
            await SaveAsync();
    }

    private async Task SaveAsync()
    {
        _unsaved = null;
        if (await Feedback.TryAsync(() => Desk.KeepAsync(Actor, ProjectId, Sheet())))
            _saved = "Kept as your draft";
    }
}
