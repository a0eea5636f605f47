using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;
using Studio.Web.Account;
using Studio.Web.Api;

namespace Studio.Web.Datasets;

/// <summary>
/// Files in parts, by the open protocol tus 1.0.0 (core, creation and termination), so that any of its clients can send to Studio. Of ours is one
/// thing: a creation whose metadata names a fingerprint is answered with the unfinished upload of that fingerprint, if there is one.
/// </summary>
public static class ResumableUploadEndpoints
{
    public static void MapResumableUploads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/api/v1/datasets/{datasetId:guid}/uploads", ["OPTIONS"], Describe).WithTags("Datasets").WithName("DescribeUploads");
        endpoints.MapPost("/api/v1/datasets/{datasetId:guid}/uploads", BeginAsync).WithTags("Datasets").WithName("BeginUpload");
        endpoints.MapMethods("/api/v1/datasets/uploads/{id:guid}", ["HEAD"], AskAsync).WithTags("Datasets").WithName("AskUpload");
        endpoints.MapPatch("/api/v1/datasets/uploads/{id:guid}", AppendAsync).WithTags("Datasets").WithName("AppendUpload");
        endpoints.MapDelete("/api/v1/datasets/uploads/{id:guid}", EndAsync).WithTags("Datasets").WithName("EndUpload");
    }

    private static IResult Describe(HttpResponse response, DatasetsOptions options) => TusHeaders.Describe(response, options.MaxUploadBytes);

    private static async Task<IResult> BeginAsync(
        Guid datasetId, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, ResumableUploads uploads, CancellationToken cancel)
    {
        TusHeaders.CheckVersion(request);
        var metadata = TusHeaders.Metadata(request);
        var upload = await uploads.BeginAsync(
            caller.Actor(), datasetId, metadata.GetValueOrDefault("filename", ""), TusHeaders.WholeLength(request), metadata.GetValueOrDefault("fingerprint"), cancel);
        TusHeaders.Answer(response, upload.Offset, upload.Length);
        return Results.Created($"/api/v1/datasets/uploads/{upload.Id}", null);
    }

    private static async Task<IResult> AskAsync(Guid id, ClaimsPrincipal caller, HttpResponse response, ResumableUploads uploads, CancellationToken cancel)
    {
        var upload = await uploads.OneAsync(caller.Actor(), id, cancel);
        TusHeaders.Answer(response, upload.Offset, upload.Length);
        response.Headers.CacheControl = "no-store";
        return Results.Ok();
    }

    private static async Task<IResult> AppendAsync(
        Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, ResumableUploads uploads, CancellationToken cancel)
    {
        TusHeaders.CheckVersion(request);
        if (request.ContentType != TusHeaders.PartType)
            return Results.Problem($"A part of a file has the content type {TusHeaders.PartType}.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var upload = await uploads.AppendAsync(caller.Actor(), id, TusHeaders.PartOffset(request), request.Body, cancel);
        TusHeaders.Answer(response, upload.Offset, upload.Length);
        return Results.NoContent();
    }

    private static async Task<IResult> EndAsync(
        Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, CancelImport cancelImport, CancellationToken cancel)
    {
        TusHeaders.CheckVersion(request);
        await cancelImport.RunAsync(caller.Actor(), id, cancel);
        TusHeaders.Answer(response);
        return Results.NoContent();
    }
}
