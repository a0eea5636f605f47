using MudBlazor;
using Studio.Core;

namespace Studio.Web.Shell;

/// <summary>How a page does something that may be refused: the refusal is said in a sentence at the edge of the screen and nothing breaks.</summary>
public sealed class Feedback(ISnackbar snackbar, ILogger<Feedback> log)
{
    /// <summary>True when it was done; <paramref name="done"/> is then said, if given.</summary>
    public async Task<bool> TryAsync(Func<Task> action, string? done = null)
    {
        try
        {
            await action();
            if (done is not null)
                snackbar.Add(done, Severity.Success);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (StudioException refusal)
        {
            snackbar.Add(refusal.Message, Severity.Error);
            return false;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ShellLog.ActionFailed(log, error);
            snackbar.Add(ErrorsSetup.Explain(error).Sentence, Severity.Error);
            return false;
        }
    }

    public void Say(string sentence) => snackbar.Add(sentence, Severity.Normal);

    /// <summary>Undo instead of asking first: says what was done and offers to take it back for ten seconds.</summary>
    public void Undoable(string done, Func<Task> undo) => snackbar.Add(done, Severity.Normal, options =>
    {
        options.VisibleStateDuration = 10_000;
        options.Action = "Undo";
        options.OnClick = _ => TryAsync(undo, "Undone.");
    });
}
