using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Tuning.Bases;

/// <summary>A base model that comes with Studio, once it is checked: a team that was just made gets its models some seconds later.</summary>
public sealed class AwaitShipped(BaseModels baseModels, BaseModelFolders folders, BaseModelQueue queue, BaseModelFeeds feeds, IDbContextFactory<StudioDb> contexts, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    /// <summary>The model; null where this installation comes without it, where the team may not use it, or where it is not there in time.</summary>
    /// <param name="teamId">Who wants to use it.</param>
    /// <param name="name">Its folder's name.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<BaseModel?> RunAsync(Guid teamId, string name, TimeSpan atMost, CancellationToken cancel = default)
    {
        if (!folders.Shipped().Contains(name))
            return null;
        using var late = new CancellationTokenSource(atMost, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        using var changes = feeds.Of(teamId).Subscribe();
        queue.Wake();
        if (await FindAsync(teamId, name, cancel) is var (settled, model) && settled)
            return model;
        await foreach (var _ in changes.ReadBatchesAsync(Between, time, end.Token))
        {
            (settled, model) = await FindAsync(teamId, name, cancel);
            if (settled)
                return model;
        }
        cancel.ThrowIfCancellationRequested();
        return null;
    }

    private async Task<(bool Settled, BaseModel? Model)> FindAsync(Guid teamId, string name, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var state = await db.BaseModels.Where(m => m.TeamId == teamId && m.Name == name).Select(m => (BaseModelState?)m.State).FirstOrDefaultAsync(cancel);
        return state is not (BaseModelState.Checked or BaseModelState.Failed) ? (false, null)
            : (true, (await baseModels.ListAsync(teamId, cancel)).FirstOrDefault(m => m.Name == name));
    }
}
