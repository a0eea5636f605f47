using Studio.Core.Models;
using Studio.Web.Shell;

namespace Studio.Web.Models;

/// <summary>Model versions in the command palette.</summary>
internal sealed class ModelCommands(ListModels list) : ICommandSource
{
    public async Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel)
    {
        if (place.Project is null)
            return [];
        var models = await list.RunAsync(place.Actor, place.Project.Id, cancel);
        return
        [
            .. models.SelectMany(m => m.Versions.Select(v => (Title: $"{m.Name} version {v.Number}", v.Id)))
                .Where(v => v.Title.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(20)
                .Select(v => new Command("Model", v.Title, place.To($"models/versions/{v.Id}"))),
        ];
    }
}
