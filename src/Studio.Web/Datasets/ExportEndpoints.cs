using System.Security.Claims;
using Studio.Core;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Web.Account;

namespace Studio.Web.Datasets;

/// <summary>The examples of a dataset, or of a filter, as a file that import reads back.</summary>
public static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/datasets/{datasetId:guid}/examples.{ending}", ExportAsync).WithTags("Datasets").WithName("ExportExamples");

    private static async Task ExportAsync(
        Guid datasetId, string ending, string? q, string? label, string? has, bool? labeled, DatasetSplit? split, ClaimsPrincipal caller, HttpResponse response,
        ExportExamples export, CancellationToken cancel)
    {
        var (format, type) = ending switch
        {
            "csv" => (ExportFormat.Csv, "text/csv"),
            "jsonl" => (ExportFormat.JsonLines, "application/jsonl"),
            _ => throw new NotFoundException("export"),
        };
        var filter = new ExampleFilter(string.IsNullOrWhiteSpace(q) ? null : q, label, labeled, split, has);
        var write = await export.PrepareAsync(caller.Actor(), datasetId, filter, format, cancel);
        response.ContentType = $"{type}; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"examples.{ending}\"";
        await write(response.Body);
    }
}
