using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>
/// Nobody decides on their own work. The launcher of the run and whoever asked for the review are barred, whatever their role. Whoever froze the
/// snapshot is not, because a team of two could then approve nothing; the review page says it instead.
/// </summary>
public static class FourEyes
{
    /// <summary>Why this person may not approve or reject; null where they may.</summary>
    public static string? Objection(Guid userId, Guid launchedById, Guid? requestedById)
    {
        if (userId == launchedById)
            return "You launched the run that made this version, so a different person must decide on it. Ask a Reviewer of the team.";
        if (userId == requestedById)
            return "You asked for this review, so a different person must decide on it. Ask another Reviewer of the team.";
        return null;
    }

    /// <exception cref="ForbiddenException">The actor made this, asked for it, or is a program.</exception>
    internal static void Demand(Actor actor, ModelVersion version)
    {
        if (actor.Key is not null)
            throw new ForbiddenException("A model is approved or rejected by a person who is signed in, not by a program with an API key.");
        if (Objection(actor.UserId, version.LaunchedById, version.RequestedById) is { } objection)
            throw new ForbiddenException(objection);
    }
}
