using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Studio.Core;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;
using Studio.Web.Account;

namespace Studio.Web.Datasets;

/// <summary>
/// Files in parts, by the open protocol tus 1.0.0 (core, creation and termination), so that any of its clients can send to Studio. Of ours is one
/// thing: a creation whose metadata names a fingerprint is answered with the unfinished upload of that fingerprint, if there is one.
/// </summary>
public static class ResumableUploadEndpoints
{
    private const string Version = "1.0.0";
    private const string Offset = "Upload-Offset";
    private const string Length = "Upload-Length";
    private const string PartType = "application/offset+octet-stream";

    public static void MapResumableUploads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/api/v1/datasets/{datasetId:guid}/uploads", ["OPTIONS"], Describe).WithTags("Datasets").WithName("DescribeUploads");
        endpoints.MapPost("/api/v1/datasets/{datasetId:guid}/uploads", BeginAsync).WithTags("Datasets").WithName("BeginUpload");
        endpoints.MapMethods("/api/v1/datasets/uploads/{id:guid}", ["HEAD"], AskAsync).WithTags("Datasets").WithName("AskUpload");
        endpoints.MapPatch("/api/v1/datasets/uploads/{id:guid}", AppendAsync).WithTags("Datasets").WithName("AppendUpload");
        endpoints.MapDelete("/api/v1/datasets/uploads/{id:guid}", EndAsync).WithTags("Datasets").WithName("EndUpload");
    }

    private static IResult Describe(HttpResponse response, DatasetsOptions options)
    {
        response.Headers["Tus-Resumable"] = Version;
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Extension"] = "creation,termination";
        response.Headers["Tus-Max-Size"] = options.MaxUploadBytes.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static async Task<IResult> BeginAsync(
        Guid datasetId, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, ResumableUploads uploads, CancellationToken cancel)
    {
        CheckVersion(request);
        var metadata = Metadata(request.Headers["Upload-Metadata"].ToString());
        var upload = await uploads.BeginAsync(
            caller.Actor(), datasetId, metadata.GetValueOrDefault("filename", ""), Number(request, Length), metadata.GetValueOrDefault("fingerprint"), cancel);
        Tell(response, upload);
        return Results.Created($"/api/v1/datasets/uploads/{upload.Id}", null);
    }

    private static async Task<IResult> AskAsync(Guid id, ClaimsPrincipal caller, HttpResponse response, ResumableUploads uploads, CancellationToken cancel)
    {
        Tell(response, await uploads.OneAsync(caller.Actor(), id, cancel));
        response.Headers.CacheControl = "no-store";
        return Results.Ok();
    }

    private static async Task<IResult> AppendAsync(
        Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, ResumableUploads uploads, CancellationToken cancel)
    {
        CheckVersion(request);
        if (request.ContentType != PartType)
            return Results.Problem($"A part of a file has the content type {PartType}.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        Tell(response, await uploads.AppendAsync(caller.Actor(), id, Number(request, Offset), request.Body, cancel));
        return Results.NoContent();
    }

    private static async Task<IResult> EndAsync(
        Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, CancelImport cancelImport, CancellationToken cancel)
    {
        CheckVersion(request);
        await cancelImport.RunAsync(caller.Actor(), id, cancel);
        response.Headers["Tus-Resumable"] = Version;
        return Results.NoContent();
    }

    // A page of another site cannot send this header without being asked first, so it also stands in for an antiforgery token.
    private static void CheckVersion(HttpRequest request)
    {
        if (request.Headers["Tus-Resumable"] != Version)
            throw new InvalidInputException($"Uploads in parts carry the header Tus-Resumable: {Version}.");
    }

    private static long Number(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value : throw new InvalidInputException($"The header {header} says a number of bytes.");

    private static void Tell(HttpResponse response, UploadInfo upload)
    {
        response.Headers["Tus-Resumable"] = Version;
        response.Headers[Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        response.Headers[Length] = upload.Length.ToString(CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, string> Metadata(string header)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            var bytes = new byte[parts[^1].Length];
            if (parts.Length == 2 && Convert.TryFromBase64String(parts[1], bytes, out var length))
                found[parts[0]] = Encoding.UTF8.GetString(bytes, 0, length);
        }

        return found;
    }
}
