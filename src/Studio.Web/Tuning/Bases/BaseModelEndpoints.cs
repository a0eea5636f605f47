using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Studio.Core;
using Studio.Core.Tuning.Bases;
using Studio.Web.Account;
using Studio.Web.Api;

namespace Studio.Web.Tuning.Bases;

/// <summary>Base models over HTTP: list, state, add by id; and archives in parts.</summary>
public static class BaseModelEndpoints
{
    public static void MapBaseModels(this IEndpointRouteBuilder endpoints)
    {
        var models = endpoints.MapGroup("/api/v1/base-models").WithTags("Tuning").RequireAuthorization().DisableAntiforgery();
        models.MapGet("", async (ClaimsPrincipal caller, ListBaseModels list, CancellationToken cancel) => (await list.EveryAsync(caller.Actor(), cancel)).Select(Json))
            .WithName("ListBaseModels").WithSummary("Base models of the key's team");
        models.MapGet("{id:guid}", async (Guid id, ClaimsPrincipal caller, ListBaseModels list, CancellationToken cancel) =>
                (await list.EveryAsync(caller.Actor(), cancel)).FirstOrDefault(m => m.Id == id) is { } found ? Json(found) : throw new NotFoundException("base model"))
            .WithName("ReadBaseModel").WithSummary("How far a base model is");
        models.MapPost("", AddAsync).WithName("AddBaseModel").WithSummary("Add a base model of the hub by its id");

        var uploads = endpoints.MapGroup("/api/v1").WithTags("Tuning").RequireAuthorization().DisableAntiforgery();
        uploads.MapMethods("projects/{projectId:guid}/base-models/uploads", ["OPTIONS"], (HttpResponse response, BaseModelUploads archives) => TusHeaders.Describe(response, archives.MaxBytes));
        uploads.MapPost("projects/{projectId:guid}/base-models/uploads", BeginAsync);
        uploads.MapMethods("base-models/uploads/{id:guid}", ["HEAD"], AskAsync);
        uploads.MapPatch("base-models/uploads/{id:guid}", AppendAsync);
        uploads.MapDelete("base-models/uploads/{id:guid}", EndAsync);
    }

    private static async Task<IResult> AddAsync(AddByIdRequest request, ClaimsPrincipal caller, AddBaseModel add, CancellationToken cancel)
    {
        if (request.ProjectId is not { } project || string.IsNullOrWhiteSpace(request.Model))
            throw new InvalidInputException("Send projectId (a project of the team) and model (org/name), and if you like revision, token and name.");
        var id = await add.FromHubAsync(caller.Actor(), project, new HubRequest(request.Model, request.Revision, request.Token, request.Name), cancel);
        return Results.Accepted($"/api/v1/base-models/{id}", new { id });
    }

    private static async Task<IResult> BeginAsync(
        Guid projectId, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel)
    {
        TusHeaders.CheckVersion(request);
        var metadata = TusHeaders.Metadata(request);
        var upload = await uploads.BeginAsync(
            caller.Actor(), projectId, metadata.GetValueOrDefault("filename", ""), TusHeaders.WholeLength(request), metadata.GetValueOrDefault("fingerprint"), cancel);
        TusHeaders.Answer(response, upload.Offset, upload.Length);
        return Results.Created($"/api/v1/base-models/uploads/{upload.Id}", null);
    }

    private static async Task<IResult> AskAsync(Guid id, ClaimsPrincipal caller, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel)
    {
        var upload = await uploads.OneAsync(caller.Actor(), id, cancel);
        TusHeaders.Answer(response, upload.Offset, upload.Length);
        response.Headers.CacheControl = "no-store";
        return Results.Ok();
    }

    private static async Task<IResult> AppendAsync(
        Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel)
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
        Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel)
    {
        TusHeaders.CheckVersion(request);
        await uploads.EndAsync(caller.Actor(), id, cancel);
        TusHeaders.Answer(response);
        return Results.NoContent();
    }

    private static object Json(BaseModelRow m) => new
    {
        m.Id, m.Name, Source = m.Source.ToString().ToLowerInvariant(), m.Origin, m.Revision, m.Commit, State = m.State.ToString().ToLowerInvariant(), Admitted = m.IsAdmitted,
        m.Problem, m.BytesDone, m.BytesTotal, m.Licence, Digest = m.Digest is null ? null : $"sha256:{m.Digest}", m.Facts?.Architecture, Form = m.Facts?.Form.ToString().ToLowerInvariant(),
        m.Facts?.Parameters, m.Facts?.WeightBytes, m.Facts?.ElementType, m.Facts?.ContextLength, m.Facts?.Vocabulary, m.Facts?.HasChatTemplate,
    };
}

/// <summary>A base model that a program adds by its id on the hub.</summary>
public sealed record AddByIdRequest(Guid? ProjectId, string? Model, string? Revision, string? Token, string? Name);
