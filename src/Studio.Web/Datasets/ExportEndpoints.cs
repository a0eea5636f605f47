using System.Security.Claims;
using Studio.Core;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Vectors;
using Studio.Web.Account;

namespace Studio.Web.Datasets;

/// <summary>The examples of a dataset, of a filter or of a snapshot, as a file that import reads back.</summary>
public static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/datasets/{datasetId:guid}/examples.{ending}", ExamplesAsync).WithTags("Datasets").WithName("ExportExamples");
        endpoints.MapGet("/api/v1/snapshots/{hash}/examples.{ending}", SnapshotAsync).WithTags("Datasets").WithName("ExportSnapshot");
    }

    private static async Task ExamplesAsync(
        Guid datasetId, string ending, string? q, string? label, string? has, bool? labeled, DatasetSplit? split, bool? exact, string? area, ClaimsPrincipal caller,
        HttpResponse response, ExportExamples export, ReadMap map, CancellationToken cancel)
    {
        var within = area is null ? null : await map.WithinAsync(caller.Actor(), datasetId, area, cancel);
        var filter = new ExampleFilter(string.IsNullOrWhiteSpace(q) ? null : q, label, labeled, split, has, within);
        var write = await export.PrepareAsync(caller.Actor(), datasetId, filter, Format(ending, exact), cancel);
        await SendAsync(response, $"examples.{ending}", ending, write);
    }

    private static async Task SnapshotAsync(
        string hash, string ending, DatasetSplit? split, bool? exact, ClaimsPrincipal caller, HttpResponse response, ExportExamples export,
        CancellationToken cancel)
    {
        var write = await export.PrepareAsync(caller.Actor(), hash, split, Format(ending, exact), cancel);
        await SendAsync(response, $"{hash[..12]}{(split is { } part ? $"-{part.ToString().ToLowerInvariant()}" : "")}.{ending}", ending, write);
    }

    // A CSV file is opened in a spreadsheet more often than not, so that is safe unless a program asks for the cells as they are.
    private static ExportFormat Format(string ending, bool? exact) => ending switch
    {
        "csv" => exact == true ? ExportFormat.Csv : ExportFormat.CsvForSpreadsheets,
        "jsonl" => ExportFormat.JsonLines,
        "parquet" => ExportFormat.Parquet,
        "conll" => ExportFormat.Conll,
        _ => throw new NotFoundException("export"),
    };

    private static async Task SendAsync(HttpResponse response, string name, string ending, Func<Stream, Task> write)
    {
        response.ContentType = ending switch
        {
            "csv" => "text/csv; charset=utf-8",
            "jsonl" => "application/jsonl; charset=utf-8",
            "conll" => "text/plain; charset=utf-8",
            _ => "application/vnd.apache.parquet",
        };
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await write(response.Body);
    }
}
