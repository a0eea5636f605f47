namespace Studio.Web.Shell;

/// <summary>One line of the command palette (<c>Ctrl+K</c>). The kind says what it is: Page, Dataset, Run, Model …</summary>
public sealed record Command(string Kind, string Title, string Href);

/// <summary>What a room adds to the command palette: its things whose name contains the text, at most twenty.</summary>
public interface ICommandSource
{
    Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel);
}
