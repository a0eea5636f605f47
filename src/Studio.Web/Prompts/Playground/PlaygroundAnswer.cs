using System.Text;
using Studio.Core;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Playground;

namespace Studio.Web.Prompts.Playground;

public enum AnswerState { Waiting, Writing, Done, Failed, Cancelled }

/// <summary>One answer of one model to one prompt, as it comes. It is written from another thread than the page's, which looks at it now and then.</summary>
public sealed class PlaygroundAnswer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly CancellationTokenSource _stop = new();

    public AnswerState State { get; private set; }

    public AnswerEnd? End { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>The label that was read out of it, where the prompt asks for one.</summary>
    public AnswerLabel? Label { get; private set; }

    public bool IsRunning => State is AnswerState.Waiting or AnswerState.Writing;

    public string Text
    {
        get
        {
            lock (_gate)
                return _text.ToString();
        }
    }

    /// <summary>Ends it, if it has not ended by itself.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (IsRunning)
                _stop.Cancel();
        }
    }

    public void Dispose() => _stop.Dispose();

    public async Task FollowAsync(Func<CancellationToken, IAsyncEnumerable<AnswerChunk>> ask, AnswerReading? reading)
    {
        try
        {
            await foreach (var part in ask(_stop.Token))
                Take(part);
            Label = reading is { Labels.Count: > 0 } ? ReadAnswer.Of(Text, reading) : null;
            Finish(AnswerState.Done);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Finish(AnswerState.Cancelled);
        }
        catch (StudioException problem)
        {
            Fail(problem.Message);
        }
    }

    /// <summary>Something that nobody foresaw went wrong.</summary>
    public void Fail(string sentence)
    {
        Problem = sentence;
        Finish(AnswerState.Failed);
    }

    private void Finish(AnswerState state)
    {
        lock (_gate)
            State = state;
        Dispose();
    }

    private void Take(AnswerChunk part)
    {
        lock (_gate)
            _text.Append(part.Text);
        State = AnswerState.Writing;
        End = part.End ?? End;
    }
}
