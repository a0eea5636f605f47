using Studio.Core.Datasets;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>Datasets in the command palette.</summary>
public sealed class DatasetsCommands(ListDatasets datasets) : ICommandSource
{
    private const int Most = 20;

    public async Task<IReadOnlyList<Command>> FindAsync(Place place, string text, CancellationToken cancel)
    {
        if (place.Project is not { } project)
            return [];
        var found = await datasets.RunAsync(place.Actor, project.Id, cancel);
        return [.. found.Where(d => d.Name.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(Most)
            .Select(d => new Command("Dataset", d.Name, place.To($"datasets/{d.Id}")))];
    }
}
