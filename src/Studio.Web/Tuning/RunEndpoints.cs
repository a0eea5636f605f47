using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Studio.Core;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Children;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;
using Studio.Web.Account;

namespace Studio.Web.Tuning;

/// <summary>Runs over HTTP: launch, list, look, cancel, go on, and the whole curve as CSV.</summary>
public static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder endpoints)
    {
        var runs = endpoints.MapGroup("/api/v1/projects/{projectId:guid}/runs").WithTags("Tuning").RequireAuthorization();
        runs.MapGet("/", async (Guid projectId, int? skip, int? take, string? text, RunState? state, ClaimsPrincipal caller, ListRuns list, CancellationToken cancel) =>
            await list.RunAsync(caller.Actor(), projectId, new RunFilter(skip ?? 0, take ?? 50, text, state), cancel));
        runs.MapPost("/", LaunchAsync).DisableAntiforgery();
        runs.MapGet("/{number:int}", async (Guid projectId, int number, ClaimsPrincipal caller, RunDetails details, CancellationToken cancel) =>
        {
            var run = await details.ByNumberAsync(caller.Actor(), projectId, number, cancel);
            return new { run.Id, run.Number, run.Name, run.SnapshotHash, run.Dataset, run.CreatedBy, run.CreatedAt, run.Status, Recipe = Recipe(run) };
        });
        runs.MapPost("/{runId:guid}/cancel", async (Guid projectId, Guid runId, ClaimsPrincipal caller, CancelRun cancelRun, CancellationToken cancel) =>
            await cancelRun.RunAsync(caller.Actor(), projectId, runId, cancel)).DisableAntiforgery();
        runs.MapPost("/{runId:guid}/continue", async (Guid projectId, Guid runId, ClaimsPrincipal caller, ContinueRun continueRun, CancellationToken cancel) =>
            await continueRun.RunAsync(caller.Actor(), projectId, runId, cancel)).DisableAntiforgery();
        runs.MapPost("/{runId:guid}/steer", SteerAsync).DisableAntiforgery();
        runs.MapGet("/{runId:guid}/out-of-fold.jsonl", async (Guid projectId, Guid runId, ClaimsPrincipal caller, RunFindings findings, CancellationToken cancel) =>
            Results.Stream(await findings.OutOfFoldAsync(caller.Actor(), projectId, runId, cancel), "application/jsonl", "out-of-fold.jsonl"));
        runs.MapGet("/{runId:guid}/curve.csv", async (Guid projectId, Guid runId, ClaimsPrincipal caller, RunCurve curve, HttpContext http, CancellationToken cancel) =>
        {
            var points = await curve.RunAsync(caller.Actor(), projectId, runId, cancel);
            http.Response.ContentType = "text/csv; charset=utf-8";
            http.Response.Headers.ContentDisposition = "attachment; filename=\"curve.csv\"";
            await http.Response.WriteAsync("step,epoch,loss,learning_rate,grad_norm,samples_per_second,tokens_per_second,memory_bytes\n", cancel);
            await foreach (var p in points.WithCancellation(cancel))
            {
                await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{p.Step},{p.Epoch},{p.Loss},{p.LearningRate},{p.GradNorm},{p.SamplesPerSecond},{p.TokensPerSecond},{p.MemoryBytes}\n"), cancel);
            }
        });
    }

    /// <summary>One order: <c>{"learning_rate": 1e-4}</c>, <c>{"max_steps": 500}</c>, <c>{"epochs": 5}</c> or <c>{"action": "pause" | "resume" | "stop"}</c>.</summary>
    private static Task SteerAsync(Guid projectId, Guid runId, SteeringOrder order, ClaimsPrincipal caller, SteerRun steer, CancellationToken cancel) => order switch
    {
        { Action: "pause" } => steer.PauseAsync(caller.Actor(), projectId, runId, cancel),
        { Action: "resume" } => steer.ResumeAsync(caller.Actor(), projectId, runId, cancel),
        { Action: "stop" } => steer.StopAsync(caller.Actor(), projectId, runId, cancel),
        { LearningRate: { } rate } => steer.ChangeLearningRateAsync(caller.Actor(), projectId, runId, rate, cancel),
        { MaxSteps: null, Epochs: null } => throw new InvalidInputException("Send learning_rate, max_steps, epochs, or an action: pause, resume or stop."),
        _ => steer.ChangeLengthAsync(caller.Actor(), projectId, runId, order.MaxSteps, order.Epochs, cancel),
    };

    /// <summary><c>{"snapshot_id", "recipe", "name"?}</c>; the recipe has the contract's names.</summary>
    private static async Task<IResult> LaunchAsync(Guid projectId, JsonElement body, ClaimsPrincipal caller, LaunchRun launch, CancellationToken cancel)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("recipe", out var recipe)
            || !body.TryGetProperty("snapshot_id", out var snapshot) || !snapshot.TryGetGuid(out var snapshotId))
            return Problem([new("", "Send a JSON object with snapshot_id, recipe and, if you like, name.")]);
        try
        {
            var name = body.TryGetProperty("name", out var given) ? given.ToString() : null;
            var id = await launch.RunAsync(caller.Actor(), projectId, new LaunchRequest(snapshotId, RecipeText.Read(recipe.GetRawText()), name), cancel);
            return Results.Created($"/api/v1/projects/{projectId}/runs", new { id });
        }
        catch (InvalidRecipeException invalid)
        {
            return Problem(invalid.Problems);
        }
    }

    private static IResult Problem(IReadOnlyList<RecipeProblem> mistakes) => Results.ValidationProblem(
        mistakes.GroupBy(m => m.Field).ToDictionary(g => g.Key, g => g.Select(m => m.Message).ToArray()), title: "The recipe cannot be launched.");

    private static JsonElement Recipe(RunView run) => JsonDocument.Parse(RecipeJson.Write(run.Recipe)).RootElement;
}

/// <summary>What a program asks of a run that goes on; one field at a time.</summary>
public sealed record SteeringOrder(
    [property: System.Text.Json.Serialization.JsonPropertyName("learning_rate")] double? LearningRate,
    [property: System.Text.Json.Serialization.JsonPropertyName("max_steps")] int? MaxSteps,
    [property: System.Text.Json.Serialization.JsonPropertyName("epochs")] double? Epochs,
    [property: System.Text.Json.Serialization.JsonPropertyName("action")] string? Action);
