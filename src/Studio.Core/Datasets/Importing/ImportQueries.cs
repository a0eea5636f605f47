using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

internal static class ImportQueries
{
    public static IQueryable<DatasetImport> ImportsOf(this StudioDb db, Actor actor)
    {
        var datasets = db.DatasetsOf(actor).Select(d => d.Id);
        return db.DatasetImports.Where(i => datasets.Contains(i.DatasetId));
    }
}
