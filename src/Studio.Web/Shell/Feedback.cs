using Studio.Core;

namespace Studio.Web.Shell;

public enum ToastKind { Said, Done, Refused }

/// <summary>A sentence at the edge of the screen, with a way back where there is one.</summary>
public sealed record Toast(Guid Id, string Text, ToastKind Kind, TimeSpan Stays, Func<Task>? Undo = null);

/// <summary>How a page does something that may be refused: the refusal is said in a sentence at the edge of the screen and nothing breaks.</summary>
public sealed class Feedback(ILogger<Feedback> log)
{
    /// <summary>What stands there now, the newest last.</summary>
    public IReadOnlyList<Toast> Toasts { get; private set; } = [];

    /// <summary>Something was said or went away.</summary>
    public event Action? Changed;

    /// <summary>True when it was done; <paramref name="done"/> is then said, if given.</summary>
    public async Task<bool> TryAsync(Func<Task> action, string? done = null)
    {
        try
        {
            await action();
            if (done is not null)
                Show(done, ToastKind.Done, 5);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (StudioException refusal)
        {
            Show(refusal.Message, ToastKind.Refused, 15);
            return false;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ShellLog.ActionFailed(log, error);
            Show(ErrorsSetup.Explain(error).Sentence, ToastKind.Refused, 15);
            return false;
        }
    }

    public void Say(string sentence) => Show(sentence, ToastKind.Said, 5);

    /// <summary>Undo instead of asking first: says what was done and offers to take it back for ten seconds.</summary>
    public void Undoable(string done, Func<Task> undo) => Show(done, ToastKind.Said, 10, undo);

    public void Dismiss(Toast toast)
    {
        Toasts = [.. Toasts.Where(one => one.Id != toast.Id)];
        Changed?.Invoke();
    }

    // The same sentence twice is shown once, for as long as the newer one says.
    private void Show(string text, ToastKind kind, int seconds, Func<Task>? undo = null)
    {
        Toasts = [.. Toasts.Where(one => one.Text != text).TakeLast(3), new Toast(Guid.NewGuid(), text, kind, TimeSpan.FromSeconds(seconds), undo)];
        Changed?.Invoke();
    }
}
