using Studio.Core.Prompts;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>Prompts in the command palette, found by name, description or text, and what can be done with them.</summary>
public sealed class PromptsCommands(ListPrompts prompts) : ICommandSource
{
    private const int Most = 20;

    public async Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel)
    {
        if (place.Project is not { } project)
            return [];
        Command[] pages = [new("Action", "New prompt", place.To("prompts/new")), new("Page", "Playground", place.To("prompts/playground")),
            new("Page", "Prompt runs", place.To("prompts/runs")), new("Page", "Connections to models", place.To("prompts/connections"))];
        var found = await prompts.RunAsync(place.Actor, project.Id, new PromptFilter(Search: text), cancel);
        return
        [
            .. pages.Where(page => page.Title.Contains(text, StringComparison.OrdinalIgnoreCase)),
            .. found.OrderByDescending(p => p.Name.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(Most)
                .Select(p => new Command("Prompt", p.Folder.Length > 0 ? $"{p.Folder}/{p.Name}" : p.Name, place.To($"prompts/{p.Id}"))),
        ];
    }
}
