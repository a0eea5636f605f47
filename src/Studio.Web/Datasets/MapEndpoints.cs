using System.Security.Claims;
using Studio.Core.Datasets.Vectors;
using Studio.Web.Account;

namespace Studio.Web.Datasets;

/// <summary>The points of a dataset's map, for the page that draws them and for programs.</summary>
public static class MapEndpoints
{
    public static void MapMaps(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/datasets/{datasetId:guid}/map", RunAsync).WithTags("Datasets").WithName("ReadMap").WithSummary("Where examples lie by their vectors")
            .WithDescription("groups are names; each point is [x, y, place of its group, example, beginning of its text]. 404 without vectors.");

    private static async Task<IResult> RunAsync(Guid datasetId, MapColour? colour, ClaimsPrincipal caller, ReadMap maps, CancellationToken cancel) =>
        await maps.RunAsync(caller.Actor(), datasetId, colour ?? MapColour.Label, cancel) is not { } map ? Results.NotFound() : Results.Json(new
        {
            encoder = map.EncoderName, examples = map.Examples, shares = new[] { map.ShareX, map.ShareY }, groups = map.Groups.Select(g => g.Name),
            points = map.Points.Select(p => new object[] { p.X, p.Y, p.Group, p.Id, p.Text }),
        });
}
