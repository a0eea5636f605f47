using System.Security.Claims;
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

    private static Task<IResult> BeginAsync(
        Guid projectId, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel) =>
        TusEndpoints.BeginAsync(request, response, "/api/v1/base-models/uploads", async (name, length, fingerprint) => Of(await uploads.BeginAsync(caller.Actor(), projectId, name, length, fingerprint, cancel)));

    private static async Task<IResult> AskAsync(Guid id, ClaimsPrincipal caller, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel) =>
        TusEndpoints.Ask(response, Of(await uploads.OneAsync(caller.Actor(), id, cancel)));

    private static Task<IResult> AppendAsync(Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel) =>
        TusEndpoints.AppendAsync(request, response, async (offset, part) => Of(await uploads.AppendAsync(caller.Actor(), id, offset, part, cancel)));

    private static Task<IResult> EndAsync(Guid id, ClaimsPrincipal caller, HttpRequest request, HttpResponse response, BaseModelUploads uploads, CancellationToken cancel) =>
        TusEndpoints.EndAsync(request, response, () => uploads.EndAsync(caller.Actor(), id, cancel));

    private static TusUpload Of(BaseModelUpload upload) => new(upload.Id, upload.Offset, upload.Length);

    private static object Json(BaseModelRow m) => new
    {
        m.Id, m.Name, Source = m.Source.ToString().ToLowerInvariant(), m.Origin, m.Revision, m.Commit, State = m.State.ToString().ToLowerInvariant(), Admitted = m.IsAdmitted,
        m.Problem, m.BytesDone, m.BytesTotal, m.Licence, Digest = m.Digest is null ? null : $"sha256:{m.Digest}", m.Facts?.Architecture, Form = m.Facts?.Form.ToString().ToLowerInvariant(),
        m.Facts?.Parameters, m.Facts?.WeightBytes, m.Facts?.ElementType, m.Facts?.ContextLength, m.Facts?.Vocabulary, m.Facts?.HasChatTemplate,
    };
}

/// <summary>A base model that a program adds by its id on the hub.</summary>
public sealed record AddByIdRequest(Guid? ProjectId, string? Model, string? Revision, string? Token, string? Name);
