using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Queue;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Sessions;

/// <summary>Changes what may change while people label: the guidelines, and whether the session takes answers.</summary>
public sealed class EditLabelingSession(IWriteGate gate, IGrainFactory grains, TimeProvider time)
{
    public Task SetGuidelinesAsync(Actor actor, Guid sessionId, string guidelines, CancellationToken cancel = default)
    {
        if (guidelines.Length > CreateLabelingSession.MaxGuidelines)
            throw new InvalidInputException($"Guidelines have at most {CreateLabelingSession.MaxGuidelines:N0} characters; these have {guidelines.Length:N0}.");
        return EditAsync(actor, sessionId, "labeling.guidelines", session =>
        {
            session.Guidelines = guidelines;
            return "Changed the guidelines.";
        }, cancel);
    }

    /// <summary>Shows the answers of an approved model as suggestions, or none with null.</summary>
    public Task SetSuggestionsAsync(Actor actor, Guid sessionId, string? model, CancellationToken cancel = default) =>
        EditAsync(actor, sessionId, "labeling.suggestions", session =>
        {
            (session.SuggestModel, session.SuggestPrompt) = (model, null);
            return model is null ? "Shows no suggestions any more." : $"Shows the suggestions of the model “{model}”.";
        }, cancel);

    /// <summary>Closes the session for answers, or opens it again.</summary>
    public Task SetStateAsync(Actor actor, Guid sessionId, LabelingSessionState state, CancellationToken cancel = default) =>
        EditAsync(actor, sessionId, "labeling.state", session =>
        {
            session.State = state;
            return state == LabelingSessionState.Closed ? "Closed the session." : "Opened the session again.";
        }, cancel);

    private async Task EditAsync(Actor actor, Guid sessionId, string action, Func<LabelingSession, string> edit, CancellationToken cancel)
    {
        await gate.WriteAsync(async (db, token) =>
        {
            var project = await db.RequireSessionAsync(actor, sessionId, Permission.EditData, token);
            var session = await db.LabelingSessions.SingleAsync(s => s.Id == sessionId, token);
            db.Audit(actor, project, time.GetUtcNow().UtcDateTime, action, sessionId, edit(session));
        }, cancel);
        await grains.GetGrain<ILabelQueueGrain>(sessionId).RefreshAsync();
    }
}
