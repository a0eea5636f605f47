using Microsoft.AspNetCore.Components;
using Studio.Core.Models;
using Studio.Web.Shell;

namespace Studio.Web.Models;

public sealed partial class RequestPart
{
    private const string RequestedSentence = "The review is requested. Reviewers see it on their home page.";
    private const string WithdrawnSentence = "Withdrawn. It no longer answers.";

    private string _text = "";
    private bool _busy;

    [CascadingParameter]
    public required Place Place { get; set; }

    [Parameter, EditorRequired]
    public required VersionDetails Version { get; set; }

    [Parameter]
    public EventCallback Changed { get; set; }

    private async Task DoAsync(Func<Task> action, string? done)
    {
        if (_busy)
            return;
        _busy = true;
        if (await Feedback.TryAsync(action, done))
            _text = "";
        _busy = false;
        await Changed.InvokeAsync();
    }
}
