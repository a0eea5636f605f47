using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Studio.Core;
using Studio.Core.Models.Serving;
using Studio.Web.Account;

namespace Studio.Web.Models;

/// <summary>What programs call: the models of the key's team, and the answers of approved versions.</summary>
internal static class ModelsApi
{
    private const int MaxBody = 4 << 20;

    public static void MapModelsApi(this IEndpointRouteBuilder endpoints)
    {
        var models = endpoints.MapGroup("/api/v1/models").WithTags("Models").RequireAuthorization().DisableAntiforgery();
        models.MapGet("", ListAsync)
            .WithName("ListModels").WithSummary("Models that answer")
            .WithDescription("The models of the key's team with the approved version that answers under each name.");
        models.MapPost("{name}/predict", PredictAsync)
            .WithName("Predict").WithSummary("Ask an approved model")
            .WithDescription("Answers one text or several with labels and the score of each label, and with the version and digest that answered.")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody))
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IReadOnlyList<ServedModel>> ListAsync(ClaimsPrincipal caller, ListServedModels list, CancellationToken cancel) =>
        await list.RunAsync(caller.Actor(), cancel);

    private static async Task<Results<Ok<PredictAnswer>, ProblemHttpResult>> PredictAsync(
        string name, PredictQuestion question, ClaimsPrincipal caller, PredictWithModel predict, CancellationToken cancel)
    {
        try
        {
            var answer = await predict.ByNameAsync(caller.Actor(), name, question.AllTexts(), cancel);
            return TypedResults.Ok(PredictAnswer.From(answer));
        }
        catch (NotApprovedException reason)
        {
            return TypedResults.Problem(reason.Message, statusCode: StatusCodes.Status404NotFound);
        }
    }
}

/// <summary>One text, or several.</summary>
public sealed record PredictQuestion
{
    public string? Text { get; init; }

    public IReadOnlyList<string?>? Texts { get; init; }

    internal IReadOnlyList<string> AllTexts() => (Text, Texts) switch
    {
        (not null, not null) => throw new InvalidInputException("Send either “text” or “texts”, not both."),
        (not null, null) => [Text],
        (null, not null) => [.. Texts.Select(text => text ?? "")],
        _ => [],
    };
}

/// <summary>Predictions in the order of the texts.</summary>
public sealed record PredictAnswer(string Model, int Version, string Digest, IReadOnlyList<TextPrediction> Predictions)
{
    internal static PredictAnswer From(ModelAnswer answer) => new(
        answer.Model, answer.Version, $"sha256:{answer.Digest}",
        [.. answer.Predictions.Select(p => new TextPrediction(p.Label, answer.Labels.Zip(p.Scores).ToDictionary(pair => pair.First, pair => pair.Second)))]);
}

/// <summary>The likeliest label, and the score of each.</summary>
public sealed record TextPrediction(string Label, IReadOnlyDictionary<string, double> Scores);
