using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Search;

/// <summary>The examples whose text a search finds, to be filtered further.</summary>
internal static class SearchedExamples
{
    public static IQueryable<Example> Search(this StudioDb db, Guid datasetId, string text)
    {
        var query = SearchQuery.Parse(text);
        if (query.IsEmpty)
            return Containing(db, db.Examples, text.Trim(), excluded: false);
        return db.Database.IsNpgsql() ? PostgreSql(db, query) : Sqlite(db, datasetId, query);
    }

    // The index gives its rows in the order of their ids, which within a dataset is the order of their positions: the first page is found without
    // looking at the last. CROSS JOIN keeps the planner from beginning at the other end.
    private static IQueryable<Example> Sqlite(StudioDb db, Guid datasetId, SearchQuery query)
    {
        var columns = db.Model.FindEntityType(typeof(Example))!.GetProperties().Select(p => p.GetColumnName()).Where(c => c != nameof(Example.Id));
        var sql = string.Concat(
            "SELECT s.rowid AS \"Id\", ", string.Join(", ", columns.Select(c => $"e.\"{c}\"")),
            " FROM \"ExampleSearch\" AS s CROSS JOIN \"Examples\" AS e ON e.\"Id\" = s.rowid WHERE s.\"ExampleSearch\" MATCH {0}");
        return db.Examples.FromSqlRaw(sql, query.ToFts(datasetId));
    }

    private static IQueryable<Example> PostgreSql(StudioDb db, SearchQuery query)
    {
        var words = query.ToTsQuery();
        var examples = words.Length == 0
            ? db.Examples
            : db.Examples.FromSqlRaw("""SELECT * FROM "Examples" WHERE "Search" @@ to_tsquery('simple', {0})""", words);
        return query.Terms.Where(SearchQuery.HasSymbol).Aggregate(examples, (found, term) => Containing(db, found, term.Written, term.IsExcluded));
    }

    private static IQueryable<Example> Containing(StudioDb db, IQueryable<Example> examples, string text, bool excluded)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        var pattern = $"%{escaped}%";
        return db.Database.IsNpgsql()
            ? examples.Where(e => EF.Functions.ILike(e.Text, pattern, "\\") != excluded)
            : examples.Where(e => EF.Functions.Like(e.Text, pattern, "\\") != excluded);
    }
}
