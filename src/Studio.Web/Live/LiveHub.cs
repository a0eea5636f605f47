using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Studio.Core;
using Studio.Core.Prompts.Runs;
using Studio.Core.Tuning;
using Studio.Web.Account;

namespace Studio.Web.Live;

/// <summary>
/// The live feeds for programs outside: notebooks, scripts, other screens. Studio's own pages read the same feeds without it.
/// A caller signs in with the cookie or an API key and sees what its person may see.
/// </summary>
[Authorize]
public sealed class LiveHub(WatchRun watch, WatchPromptRun watchPrompts) : Hub
{
    public const string Address = "/hubs/live";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250), AskAgain = TimeSpan.FromSeconds(30);

    /// <summary>Streams a run until it has ended and everything of it was sent.</summary>
    public async IAsyncEnumerable<RunFrame> Run(Guid projectId, Guid runId, [EnumeratorCancellation] CancellationToken cancel)
    {
        var actor = Context.User!.Actor();
        using var subscription = await Allowed(() => watch.RunAsync(actor, projectId, runId, cancel));
        yield return new RunFrame(subscription.Now, []);
        if (subscription.Now.Status.State.IsFinal())
            yield break;
        var asked = TimeProvider.System.GetTimestamp();
        await foreach (var batch in subscription.ReadBatchesAsync(Interval, cancel: cancel))
        {
            // Who leaves the team stops seeing its runs, also those that were opened before.
            if (TimeProvider.System.GetElapsedTime(asked) > AskAgain)
            {
                await Allowed(() => watch.CheckAsync(actor, projectId, runId, cancel));
                asked = TimeProvider.System.GetTimestamp();
            }

            yield return batch.IsSnapshot ? new RunFrame(batch.Snapshot, []) : new RunFrame(null, batch.Changes);
            if (batch.Snapshot.Status.State.IsFinal())
                yield break;
        }
    }

    /// <summary>Streams a prompt run until it has ended and everything of it was sent.</summary>
    public async IAsyncEnumerable<PromptRunFrame> PromptRun(Guid projectId, Guid runId, [EnumeratorCancellation] CancellationToken cancel)
    {
        var actor = Context.User!.Actor();
        using var subscription = await Allowed(() => watchPrompts.RunAsync(actor, projectId, runId, cancel));
        yield return new PromptRunFrame(subscription.Now, []);
        if (subscription.Now.Status.State.IsFinal())
            yield break;
        var asked = TimeProvider.System.GetTimestamp();
        await foreach (var batch in subscription.ReadBatchesAsync(Interval, cancel: cancel))
        {
            if (TimeProvider.System.GetElapsedTime(asked) > AskAgain)
            {
                await Allowed(() => watchPrompts.CheckAsync(actor, projectId, runId, cancel));
                asked = TimeProvider.System.GetTimestamp();
            }

            yield return batch.IsSnapshot ? new PromptRunFrame(batch.Snapshot, []) : new PromptRunFrame(null, batch.Changes);
            if (batch.Snapshot.Status.State.IsFinal())
                yield break;
        }
    }

    // SignalR hides the message of every other exception from the caller.
    private static async Task<T> Allowed<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (StudioException refusal)
        {
            throw new HubException(refusal.Message);
        }
    }
}
