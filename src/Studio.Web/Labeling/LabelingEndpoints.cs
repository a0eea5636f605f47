using System.Security.Claims;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Sessions;
using Studio.Web.Account;

namespace Studio.Web.Labeling;

/// <summary>
/// What the labeling page asks of the server, and any program that labels. A cookie alone is not enough for another site to post here:
/// the body must be JSON, which a browser sends across sites only after asking, and nobody is allowed.
/// </summary>
internal static class LabelingEndpoints
{
    public static void MapLabeling(this IEndpointRouteBuilder endpoints)
    {
        var session = endpoints.MapGroup("/api/v1/labeling/sessions/{sessionId:guid}").WithTags("Labeling");
        session.MapPost("/take", Take).WithSummary("Promises the next examples to one page or program, and keeps those that it holds.");
        session.MapPost("/answers", Answer).WithSummary("Takes answers, skips, flags and undos; sending one again changes nothing.");
        session.MapPost("/leave", Leave).WithSummary("Gives back what the page was promised.");
        session.MapPost("/skipped/return", ReturnSkipped).WithSummary("Puts what the caller skipped back into the queue.");
        session.MapPost("/suggestions", Suggest).WithSummary("What the session's model or prompt would answer, and for which examples it is still being asked.");
        session.MapGet("/history", History).WithSummary("What the caller said, newest first.");
        session.MapGet("/labels", Labels).WithSummary("The labels to choose from.");
    }

    private static Task<LabelingItems> Take(Guid sessionId, TakeRequest request, ClaimsPrincipal caller, TakeTasks take, CancellationToken cancel) =>
        take.RunAsync(caller.Actor(), sessionId, request.Seat, request.Wanted, request.Holding ?? [], cancel);

    // What has arrived is written even when the browser goes away meanwhile.
    private static Task<IReadOnlyList<AnnotationReceipt>> Answer(Guid sessionId, AnswerRequest request, ClaimsPrincipal caller, AnswerTasks answer) =>
        answer.RunAsync(caller.Actor(), sessionId, request.Seat, request.Commands, CancellationToken.None);

    private static async Task<IResult> Leave(Guid sessionId, LeaveRequest request, ClaimsPrincipal caller, LeaveSeat leave)
    {
        await leave.RunAsync(caller.Actor(), sessionId, request.Seat, CancellationToken.None);
        return Results.NoContent();
    }

    private static async Task<ReturnedSkips> ReturnSkipped(Guid sessionId, ClaimsPrincipal caller, ReturnSkipped skipped, CancellationToken cancel) =>
        new(await skipped.RunAsync(caller.Actor(), sessionId, cancel));

    private static Task<SuggestedLabels> Suggest(
        Guid sessionId, SuggestRequest request, ClaimsPrincipal caller, SuggestLabels suggest, CancellationToken cancel) =>
        suggest.RunAsync(caller.Actor(), sessionId, request.TaskIds, cancel);

    private static Task<IReadOnlyList<HistoryItem>> History(
        Guid sessionId, DateTime? before, AnnotationKind? kind, ClaimsPrincipal caller, ReadHistory history, CancellationToken cancel) =>
        history.RunAsync(caller.Actor(), sessionId, before, kind, cancel);

    private static async Task<LabelChoice> Labels(Guid sessionId, ClaimsPrincipal caller, ReadLabelingSession read, CancellationToken cancel) =>
        LabelChoice.Of(await read.RunAsync(caller.Actor(), sessionId, cancel));

    internal sealed record TakeRequest(Guid Seat, int Wanted, IReadOnlyList<long>? Holding);

    internal sealed record AnswerRequest(Guid Seat, IReadOnlyList<AnnotationCommand> Commands);

    internal sealed record LeaveRequest(Guid Seat);

    internal sealed record SuggestRequest(IReadOnlyList<long> TaskIds);

    internal sealed record ReturnedSkips(int Count);
}

/// <summary>The labels that can be chosen now; the version changes with them.</summary>
public sealed record LabelChoice(int Version, IReadOnlyList<LabelView> Labels)
{
    public static LabelChoice Of(LabelingSessionView session) => new(session.SchemaVersion, [.. session.Labels.Where(label => !label.IsRetired)]);
}
