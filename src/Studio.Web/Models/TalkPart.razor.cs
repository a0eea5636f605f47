using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.AI;
using Studio.Core.Models.Serving.Sources;
using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Models;

/// <summary>A conversation with an approved language model.</summary>
public sealed partial class TalkPart : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100);

    private readonly List<ChatMessage> _turns = [];
    private CancellationTokenSource? _stop;
    private string _text = "", _facts = "";
    private string? _writing;
    private double _temperature = 0.7;
    private int _most = 256;

    [Parameter, EditorRequired]
    public required Guid VersionId { get; set; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Inject]
    public required TalkToVersion Talk { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose() => Stop();

    private void Stop() => _stop?.Cancel();

    private async Task SendAsync()
    {
        if (_writing is not null || string.IsNullOrWhiteSpace(_text))
            return;
        _turns.Add(new ChatMessage(ChatRole.User, _text.Trim()));
        var said = _text;
        (_text, _writing, _facts) = ("", "", "");
        using var stop = _stop = new CancellationTokenSource();
        var answer = new StringBuilder();
        var done = await Feedback.TryAsync(() => WriteAsync(answer, stop.Token));
        _stop = null;
        _writing = null;
        if (answer.Length > 0)
            _turns.Add(new ChatMessage(ChatRole.Assistant, answer.ToString()));
        else if (!done)
        {
            // What was refused is not lost: it can be changed and sent again.
            _turns.RemoveAt(_turns.Count - 1);
            _text = said;
        }
    }

    private async Task WriteAsync(StringBuilder answer, CancellationToken cancel)
    {
        using var model = await Talk.OpenAsync(Actor, VersionId, cancel);
        var began = Time.GetTimestamp();
        var shown = began;
        var options = new ChatOptions { Temperature = (float)Math.Clamp(_temperature, 0, 2), MaxOutputTokens = Math.Clamp(_most, 1, 100_000) };
        await foreach (var part in model.Client.GetStreamingResponseAsync(_turns, options, cancel))
        {
            answer.Append(part.Text);
            if (part.Contents.OfType<UsageContent>().FirstOrDefault() is { Details: var usage })
                _facts = string.Create(CultureInfo.InvariantCulture, $"{usage.InputTokenCount:N0} + {usage.OutputTokenCount:N0} tokens · {Time.GetElapsedTime(began).TotalSeconds:0.00} s");
            if (Time.GetElapsedTime(shown) < Often)
                continue;
            (shown, _writing) = (Time.GetTimestamp(), answer.ToString());
            StateHasChanged();
        }
    }
}
