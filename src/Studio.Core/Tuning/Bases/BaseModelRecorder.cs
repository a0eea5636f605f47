using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Tuning.Bases;

/// <summary>Somebody stopped or removed the model, or another process works on it by now: whoever wrote last stops here.</summary>
internal sealed class BaseModelTakenException() : Exception("This base model is not this worker's any more.");

/// <summary>Writes how far a base model is. Only the attempt that holds it can write.</summary>
internal sealed class BaseModelRecorder(IWriteGate gate, BaseModelFeeds feeds, TimeProvider time)
{
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(60);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Takes the next one that waits, or that whoever worked on it let go of without a word; null for none.</summary>
    /// <param name="began">Whoever was heard of before this instant is gone, however short ago that is; null where only silence tells.</param>
    /// <param name="cancel">Nothing is taken when it comes in time.</param>
    public async Task<TeamBaseModel?> ClaimAsync(DateTime? began, CancellationToken cancel)
    {
        var claimed = await gate.WriteAsync(async (db, token) =>
        {
            var silentSince = began is { } start && start > Now - Silent ? start : Now - Silent;
            var model = await db.BaseModels.Include(m => m.Files).Where(m => m.State == BaseModelState.Waiting
                    || ((m.State == BaseModelState.Fetching || m.State == BaseModelState.Checking) && m.HeartbeatAt < silentSince))
                .OrderBy(m => m.AddedAt).FirstOrDefaultAsync(token);
            if (model is null)
                return null;
            (model.State, model.Attempt, model.HeartbeatAt, model.Problem) = (BaseModelState.Fetching, model.Attempt + 1, Now, null);
            return model;
        }, cancel);
        if (claimed is not null)
            feeds.Changed(claimed.TeamId, claimed.Id);
        return claimed;
    }

    /// <summary>Changes the model if it is still this attempt's.</summary>
    /// <exception cref="BaseModelTakenException">It is not.</exception>
    public async Task WriteAsync(TeamBaseModel claimed, Func<StudioDb, TeamBaseModel, Task> change, bool tell = true)
    {
        await gate.WriteAsync(async (db, token) =>
        {
            var model = await db.BaseModels.Include(m => m.Files).SingleOrDefaultAsync(m => m.Id == claimed.Id && m.Attempt == claimed.Attempt
                && (m.State == BaseModelState.Fetching || m.State == BaseModelState.Checking), token) ?? throw new BaseModelTakenException();
            model.HeartbeatAt = Now;
            await change(db, model);
        }, CancellationToken.None);
        if (tell)
            feeds.Changed(claimed.TeamId, claimed.Id);
    }

    public Task BeatAsync(TeamBaseModel claimed, long done) => WriteAsync(claimed, (_, model) =>
    {
        model.BytesDone = Math.Max(done, 0);
        return Task.CompletedTask;
    }, tell: false);

    /// <summary>Ends the attempt and tells whoever added the model.</summary>
    public Task EndAsync(TeamBaseModel claimed, BaseModelState state, string? problem) => WriteAsync(claimed, async (db, model) =>
    {
        (model.State, model.Problem, model.HeartbeatAt) = (state, problem, null);
        if (model.Source == BaseModelSource.Shipped)
            return;
        var (people, sentence) = state == BaseModelState.Checked
            ? (await db.MembersWhoMayAsync(model.ProjectId, BaseModelAccess.ToAdmit, default), $"The base model {model.Name} passed its check and waits to be admitted.")
            : ([], $"The base model {model.Name} {(state == BaseModelState.Refused ? "cannot be used" : "could not be brought here")}: {problem}");
        await db.NotifyAsync(model.ProjectId, null, [model.AddedById, .. people], new Notice(NotificationKind.BaseModelChecked, model.Id, sentence, $"tuning/bases/{model.Id}"), Now, default);
    });

    /// <summary>Whoever works next need not wait for the silence that tells of a crash.</summary>
    public Task ReleaseAsync(TeamBaseModel claimed) => gate.WriteAsync((db, token) => db.BaseModels
        .Where(m => m.Id == claimed.Id && m.Attempt == claimed.Attempt && (m.State == BaseModelState.Fetching || m.State == BaseModelState.Checking))
        .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, BaseModelState.Waiting).SetProperty(m => m.HeartbeatAt, (DateTime?)null), token), CancellationToken.None);
}
