using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Studio.Core;
using Studio.Core.Datasets.Importing;
using Studio.Web.Account;

namespace Studio.Web.Datasets;

/// <summary>Files go over plain HTTP, not through the circuit: streamed to disk, with progress in the browser.</summary>
public static class UploadEndpoints
{
    // A page of another site cannot send this header without being asked first, so it stands in for an antiforgery token.
    private const string OwnPageHeader = "X-Studio-Upload";

    public static void MapUploads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/v1/datasets/{datasetId:guid}/imports", ReceiveAsync).WithTags("Datasets").WithName("UploadDatasetFile");
        endpoints.MapGet("/api/v1/datasets/imports/{importId:guid}/rejects.csv", RejectsAsync).WithTags("Datasets").WithName("DownloadRejects");
    }

    private static async Task<IResult> ReceiveAsync(
        Guid datasetId, string name, ClaimsPrincipal caller, HttpRequest request, ReceiveUpload receive, CancellationToken cancel)
    {
        if (caller.Actor().Key is null && !request.Headers.ContainsKey(OwnPageHeader))
            throw new InvalidInputException($"Uploads from a browser carry the header {OwnPageHeader}.");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var import = await receive.RunAsync(caller.Actor(), datasetId, name, request.Body, cancel: cancel);
        return Results.Ok(new { importId = import });
    }

    private static async Task RejectsAsync(Guid importId, ClaimsPrincipal caller, HttpResponse response, ListImports imports, CancellationToken cancel)
    {
        await using var rows = imports.RejectsAsync(caller.Actor(), importId, cancel).GetAsyncEnumerator(cancel);
        var any = await rows.MoveNextAsync();
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"rejected-rows.csv\"";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(false));
        await writer.WriteAsync("row,reason,excerpt\r\n");
        for (; any; any = await rows.MoveNextAsync())
            await writer.WriteAsync($"{rows.Current.RowNumber},{Cell(rows.Current.Reason)},{Cell(rows.Current.Excerpt)}\r\n");
    }

    // A spreadsheet runs cells that begin like this as formulas.
    private static string Cell(string text) =>
        $"\"{(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
