using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Studio.Core.Persistence;

namespace Studio.Core.Tuning;

/// <summary>One attempt at a run. Whatever it writes names its fence, and writes nothing once a later attempt holds the run.</summary>
internal readonly record struct RunAttemptKey(Guid RunId, long Fence)
{
    /// <exception cref="LeaseLostException">The run is no longer this attempt's.</exception>
    public async Task UpdateAsync(StudioDb db, Action<UpdateSettersBuilder<Run>> changes, CancellationToken cancel)
    {
        var (id, fence) = this;
        var written = await db.Runs
            .Where(r => r.Id == id && r.Fence == fence && (r.State == RunState.Running || r.State == RunState.Evaluating))
            .ExecuteUpdateAsync(changes, cancel);
        if (written == 0)
            throw new LeaseLostException();
    }
}
