using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Studio.Core;
using Studio.Core.Prompts;
using Studio.Web.Account;

namespace Studio.Web.Prompts;

/// <summary>What programs call: the version that a label means, and the publishing of new ones.</summary>
internal static class PromptsApi
{
    private const int MaxBody = 4 << 20;

    public static void MapPromptsApi(this IEndpointRouteBuilder endpoints)
    {
        var prompts = endpoints.MapGroup("/api/v1/prompts").WithTags("Prompts").RequireAuthorization().DisableAntiforgery()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody));
        prompts.MapGet("", ListAsync).WithName("ListPrompts").WithSummary("Prompts of a project")
            .WithDescription("Heads with labels and tags, without the texts.");
        prompts.MapGet("{name}", FetchAsync).WithName("FetchPrompt").WithSummary("The version that a label means")
            .WithDescription("Give label or version, or neither for the label production. A label that the prompt does not have is answered with 404 and never with another version. If-None-Match is answered with 304.")
            .Produces<JsonElement>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        prompts.MapPost("", CreateAsync).WithName("CreatePrompt").WithSummary("Add a prompt").ProducesProblem(StatusCodes.Status409Conflict);
        prompts.MapPost("{name}/versions", PublishAsync).WithName("PublishPromptVersion").WithSummary("Publish the next version")
            .WithDescription("basedOn is the newest version that the author has seen; when another was published since, nothing is stored and the answer is 409.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        prompts.MapPut("{name}/labels/{label}", MoveAsync).WithName("MovePromptLabel").WithSummary("Point a label at a version");
        prompts.MapDelete("{name}/labels/{label}", RemoveAsync).WithName("RemovePromptLabel").WithSummary("Take a label away");
    }

    private static async Task<IReadOnlyList<PromptRow>> ListAsync(
        Guid project, ClaimsPrincipal caller, ListPrompts list, string? q = null, string? folder = null, string? tag = null, string? label = null, CancellationToken cancel = default) =>
        await list.RunAsync(caller.Actor(), project, new PromptFilter(q, folder, tag, label), cancel);

    private static async Task<IResult> FetchAsync(
        string name, ClaimsPrincipal caller, FetchPrompt fetch, HttpContext context, Guid? project = null, string? label = null, int? version = null, CancellationToken cancel = default)
    {
        try
        {
            var found = await fetch.RunAsync(caller.Actor(), project, name, label, version, cancel);
            var body = PromptJson.Write(found);
            context.Response.Headers.CacheControl = "private, no-cache";
            context.Response.Headers["X-Prompt-Version"] = found.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Results.File(body, "application/json", entityTag: new EntityTagHeaderValue(PromptJson.Tag(body)));
        }
        catch (NoSuchVersionException missing)
        {
            return TypedResults.Problem(missing.Message, statusCode: StatusCodes.Status404NotFound);
        }
    }

    private static async Task<Created<PublishedVersion>> CreateAsync(NewPromptBody wanted, ClaimsPrincipal caller, CreatePrompt create, CancellationToken cancel)
    {
        var id = await create.RunAsync(
            caller.Actor(), wanted.Project, new NewPrompt(wanted.Name, wanted.Folder, wanted.Description, wanted.Tags, Content(wanted.Content), wanted.Message), cancel);
        return TypedResults.Created($"/api/v1/prompts/{Uri.EscapeDataString(wanted.Name.Trim())}?project={wanted.Project}&version=1", new PublishedVersion(id, 1));
    }

    private static async Task<Created<PublishedVersion>> PublishAsync(
        string name, NewVersionBody wanted, ClaimsPrincipal caller, FetchPrompt fetch, PublishVersion publish, Guid? project = null, CancellationToken cancel = default)
    {
        var prompt = await fetch.FindAsync(caller.Actor(), project, name, cancel);
        var number = await publish.RunAsync(caller.Actor(), prompt.Id, wanted.BasedOn, Content(wanted.Content), wanted.Message, cancel);
        return TypedResults.Created($"/api/v1/prompts/{Uri.EscapeDataString(name)}?project={prompt.ProjectId}&version={number}", new PublishedVersion(prompt.Id, number));
    }

    private static async Task<NoContent> MoveAsync(
        string name, string label, LabelBody wanted, ClaimsPrincipal caller, FetchPrompt fetch, MoveLabel move, Guid? project = null, CancellationToken cancel = default)
    {
        var prompt = await fetch.FindAsync(caller.Actor(), project, name, cancel);
        await move.RunAsync(caller.Actor(), prompt.Id, label, wanted.Version, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(
        string name, string label, ClaimsPrincipal caller, FetchPrompt fetch, MoveLabel move, Guid? project = null, CancellationToken cancel = default)
    {
        var prompt = await fetch.FindAsync(caller.Actor(), project, name, cancel);
        await move.RemoveAsync(caller.Actor(), prompt.Id, label, cancel);
        return TypedResults.NoContent();
    }

    private static PromptContent Content(JsonElement content) => content.ValueKind == JsonValueKind.Object
        ? PromptContent.FromJson(content.GetRawText())
        : throw new InvalidInputException("“content” is an object with “text” or “messages”.");
}

/// <summary>A prompt with its first version. The content is as a fetch gives it.</summary>
public sealed record NewPromptBody(
    Guid Project, string Name, JsonElement Content, string? Folder = null, string? Description = null, IReadOnlyList<string>? Tags = null, string? Message = null);

/// <summary>The next version of a prompt.</summary>
public sealed record NewVersionBody(int BasedOn, JsonElement Content, string? Message = null);

/// <summary>The version that a label is to point at.</summary>
public sealed record LabelBody(int Version);

public sealed record PublishedVersion(Guid Id, int Version);
