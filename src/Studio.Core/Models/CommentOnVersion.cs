using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Models;

/// <summary>Adds to a version's thread. Whoever can see the version can speak; who is mentioned is told.</summary>
public sealed class CommentOnVersion(IWriteGate gate, ModelFeeds feeds, TimeProvider time)
{
    /// <exception cref="InvalidInputException">Nothing was written, or too much.</exception>
    public async Task RunAsync(Actor actor, Guid versionId, string? text, CancellationToken cancel = default)
    {
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var at = await db.RequireVersionAsync(actor, versionId, Permission.View, token);
            var comment = ReviewText.Required(text, "a comment first");
            var now = time.GetUtcNow().UtcDateTime;
            db.ModelComments.Add(new ModelComment { VersionId = versionId, UserId = actor.UserId, At = now, Text = comment });
            db.Record(actor, at, "model.comment", now, $"{at.Version.Model.Name} version {at.Version.Number}");
            await db.TellMentionedAsync(
                actor, at.Project.ProjectId, comment, versionId, ReviewNotices.Title(at), $"models/versions/{versionId}", now, token);
            return at.Project.ProjectId;
        }, cancel);
        feeds.Publish(project, versionId);
    }
}
