using Microsoft.AspNetCore.Components;

namespace Studio.Web.Shell;

/// <summary>Finds pages, things and actions by name (<c>Ctrl+K</c>). Opening, closing and the arrow keys are answered in the browser.</summary>
public sealed partial class CommandPalette : IDisposable
{
    private const int Most = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    private readonly Newest _asked = new();
    private IReadOnlyList<Command> _found = [];
    private string _text = "";
    private string? _answered;
    private Place? _searched;

    [Inject]
    public required IEnumerable<ICommandSource> Sources { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required ILogger<CommandPalette> Log { get; init; }

    [CascadingParameter]
    public required Place Place { get; set; }

    private string Wanted => _text.Trim();

    private string Foot => Wanted.Length > 0 && _found.Count == 0
        ? $"Nothing here is called “{Wanted}”."
        : "↑ ↓ choose · Enter opens · Esc closes";

    // The layout draws its palette again with every page; only in another project are there other things to find.
    protected override Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_searched, Place))
            return Task.CompletedTask;
        _searched = Place;
        return FindAsync(_text);
    }

    public void Dispose() => _asked.Dispose();

    private async Task FindAsync(string? text)
    {
        _text = text ?? "";
        var cancel = _asked.Begin();
        var wanted = Wanted;
        var pages = Pages(wanted);
        _found = pages;
        // Pages come first, so that Enter may take one before the rooms have answered.
        _answered = wanted.Length == 0 || pages.Count > 0 ? _text : null;
        if (wanted.Length == 0)
            return;
        try
        {
            await Task.Delay(Pause, Time, cancel);
            var found = new List<Command>(pages);
            foreach (var source in Sources)
                found.AddRange(await FromAsync(source, wanted, cancel));
            // A room that answers late does not answer for the letters that came meanwhile.
            cancel.ThrowIfCancellationRequested();
            (_found, _answered) = ([.. found.Distinct().Take(Most)], _text);
        }
        catch (OperationCanceledException)
        {
            // Another letter came; its own search answers.
        }
    }

    // A room that cannot answer now must not close the way to the others.
    private async Task<IReadOnlyList<Command>> FromAsync(ICommandSource source, string wanted, CancellationToken cancel)
    {
        try
        {
            return await source.FindAsync(Place, wanted, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            ShellLog.ActionFailed(Log, error);
            return [];
        }
    }

    private List<Command> Pages(string text)
    {
        var pages = Place.Project is null ? [] : Rooms.All.Where(room => Place.Can(room.Needs))
            .Select(room => new Command("Page", room.Name, room.Href(Place))).Prepend(new Command("Page", "Home", Place.To()));
        var others = Place.Projects.Where(project => project.Id != Place.Project?.Id)
            .Select(project => new Command("Project", $"{project.TeamName} / {project.Name}", $"/p/{project.Id}"));
        return [.. pages.Concat(others).Where(command => command.Title.Contains(text, StringComparison.OrdinalIgnoreCase))];
    }
}
