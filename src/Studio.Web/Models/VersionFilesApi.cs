using System.Net.Mime;
using System.Security.Claims;
using Studio.Core.Models.Cards;
using Studio.Web.Account;

namespace Studio.Web.Models;

/// <summary>A version's card as README.md, and its files with the card as one download.</summary>
internal static class VersionFilesApi
{
    public static void MapVersionFiles(this IEndpointRouteBuilder endpoints)
    {
        var version = endpoints.MapGroup("/api/v1/projects/{projectId:guid}/models/versions/{versionId:guid}").WithTags("Models").RequireAuthorization();
        version.MapGet("/card.md", async (Guid versionId, ClaimsPrincipal caller, ReadCard cards, CancellationToken cancel) =>
            Results.File(System.Text.Encoding.UTF8.GetBytes(CardMarkdown.Write(await cards.RunAsync(caller.Actor(), versionId, cancel))), "text/markdown; charset=utf-8", "README.md"));
        version.MapGet("/download.zip", async (Guid versionId, ClaimsPrincipal caller, DownloadVersion download, HttpContext http, CancellationToken cancel) =>
        {
            var (name, write) = await download.RunAsync(caller.Actor(), versionId, cancel);
            http.Response.ContentType = MediaTypeNames.Application.Zip;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.zip\"";
            await write(http.Response.Body, cancel);
        });
    }
}
