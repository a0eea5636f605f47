using System.Security.Claims;
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

    private static Task<IResult> BeginAsync(
        Guid datasetId, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, ResumableUploads uploads, CancellationToken cancel) =>
        TusEndpoints.BeginAsync(request, response, "/api/v1/datasets/uploads", async (name, length, fingerprint) => Of(await uploads.BeginAsync(caller.Actor(), datasetId, name, length, fingerprint, cancel)));

    private static async Task<IResult> AskAsync(Guid id, ClaimsPrincipal caller, HttpResponse response, ResumableUploads uploads, CancellationToken cancel) =>
        TusEndpoints.Ask(response, Of(await uploads.OneAsync(caller.Actor(), id, cancel)));

    private static Task<IResult> AppendAsync(Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, ResumableUploads uploads, CancellationToken cancel) =>
        TusEndpoints.AppendAsync(request, response, async (offset, part) => Of(await uploads.AppendAsync(caller.Actor(), id, offset, part, cancel)));

    private static Task<IResult> EndAsync(Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, CancelImport cancelImport, CancellationToken cancel) =>
        TusEndpoints.EndAsync(request, response, () => cancelImport.RunAsync(caller.Actor(), id, cancel));

    private static TusUpload Of(UploadInfo upload) => new(upload.Id, upload.Offset, upload.Length);
}
