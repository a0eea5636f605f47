using System.Globalization;
using Studio.Core;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Playground;
using Studio.Core.Teams;

namespace Studio.Web.Prompts.Playground;

/// <summary>What a playground opens with.</summary>
public sealed record OpenedDesk(PlaygroundSheet Sheet, IReadOnlyList<PlaygroundColumn> Columns, IReadOnlyList<PromptRow> Library, IReadOnlyList<ModelListing> Models);

/// <summary>Lays a sheet out: what the address names, with the changes that its person kept.</summary>
public sealed class PlaygroundDesk(KeepPlayground keep, ReadPrompt read, ListPrompts list, ProjectModels models)
{
    public async Task<OpenedDesk> OpenAsync(Actor actor, Guid projectId, string[]? wanted, Guid? add)
    {
        var sheet = await keep.ReadAsync(actor, projectId) ?? new PlaygroundSheet();
        var columns = new List<PlaygroundColumn>();
        var left = sheet.Prompts.ToList();
        foreach (var address in wanted is { Length: > 0 } ? wanted : [.. sheet.Prompts.Select(prompt => new PlaygroundColumn(prompt, null).Address)])
        {
            var kept = left.Find(prompt => new PlaygroundColumn(prompt, null).Address == address);
            if (kept is not null)
                left.Remove(kept);
            if (await TryColumnAsync(actor, projectId, address, kept) is { } column)
                columns.Add(column);
        }

        // A link brings the sender's prompts; what this person has changed here and not yet saved stays beside them.
        foreach (var kept in left)
        {
            if (await TryColumnAsync(actor, projectId, new PlaygroundColumn(kept, null).Address, kept) is { IsChanged: true } column)
                columns.Add(column);
        }

        if (add is { } id && columns.TrueForAll(column => column.PromptId != id) && await TryColumnAsync(actor, projectId, id.ToString("N"), null) is { } added)
            columns.Add(added);
        return new OpenedDesk(sheet, columns, await list.RunAsync(actor, projectId, new PromptFilter()), await models.ListAsync(actor, projectId));
    }

    /// <summary>A prompt of the library as a column: a version of it, or the newest.</summary>
    /// <exception cref="NotFoundException">The project has no such prompt or version.</exception>
    public async Task<PlaygroundColumn> ColumnAsync(Actor actor, Guid projectId, Guid promptId, int? number, PlaygroundPrompt? kept = null)
    {
        var page = await read.RunAsync(actor, promptId, number);
        if (page.ProjectId != projectId)
            throw new NotFoundException("prompt");
        // What is being written on the prompt's page is what its author wants to try.
        var content = kept?.Content ?? (number is null && page.Draft is { } draft && draft.BasedOn == page.LatestNumber ? draft.Content : page.Content);
        return new PlaygroundColumn(new PlaygroundPrompt(promptId, page.Name, page.Number, content), page.Content);
    }

    public static PlaygroundColumn Empty(int place) => new(
        new PlaygroundPrompt(null, $"Prompt {place}", 0, new PromptContent { Messages = [new("system", ""), new("user", "{{ text }}")] }), null);

    public Task KeepAsync(Actor actor, Guid projectId, PlaygroundSheet sheet) => keep.RunAsync(actor, projectId, sheet);

    // A prompt that is gone since the link was made leaves a gap, not an error.
    private async Task<PlaygroundColumn?> TryColumnAsync(Actor actor, Guid projectId, string address, PlaygroundPrompt? kept)
    {
        if (address == PlaygroundColumn.Loose)
            return kept is null ? null : new PlaygroundColumn(kept, null);
        var parts = address.Split('.');
        if (!Guid.TryParse(parts[0], out var id))
            return null;
        try
        {
            int? number = parts.Length > 1 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var version) ? version : null;
            return await ColumnAsync(actor, projectId, id, number, kept);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }
}
