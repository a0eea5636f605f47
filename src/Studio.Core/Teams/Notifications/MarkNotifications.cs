using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Notifications;

/// <summary>Notes that a person has seen what was told to them; every bell of theirs follows.</summary>
public sealed class MarkNotifications(IWriteGate gate, TimeProvider time)
{
    public Task ReadAsync(Actor actor, Guid notificationId, CancellationToken cancel = default) => MarkAsync(actor, n => n.Where(one => one.Id == notificationId), cancel);

    public Task AllReadAsync(Actor actor, CancellationToken cancel = default) => MarkAsync(actor, n => n, cancel);

    private Task MarkAsync(Actor actor, Func<IQueryable<Notification>, IQueryable<Notification>> which, CancellationToken cancel) =>
        gate.WriteAsync(async (db, token) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            await which(db.Notifications.Where(n => n.UserId == actor.UserId && n.ReadAt == null)).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), token);
            db.Notified.Add(actor.UserId);
        }, cancel);
}
