using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Labels;

/// <summary>Remembers who fetches what, so that whoever moves a label sees whom it reaches. Once a minute for each is enough and spares a write with every call.</summary>
public sealed class NoteUse(IWriteGate gate, TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Prompt, Guid Caller, string Asked, int Number), DateTime> _noted = new();

    public async Task RunAsync(Actor actor, Guid promptId, string asked, int number, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var caller = actor.Key?.KeyId ?? actor.UserId;
        var key = (promptId, caller, asked, number);
        if (_noted.TryGetValue(key, out var last) && now - last < Rest)
            return;
        if (_noted.Count > MostRemembered)
            _noted.Clear();
        _noted[key] = now;
        await gate.WriteAsync(async (db, token) =>
        {
            var use = await db.PromptUses.SingleOrDefaultAsync(u => u.PromptId == promptId && u.CallerId == caller && u.Asked == asked, token);
            if (use is null)
                db.PromptUses.Add(new PromptUse { PromptId = promptId, CallerId = caller, Asked = asked, Number = number, LastAt = now });
            else
                (use.Number, use.LastAt) = (number, now);
        }, cancel);
    }
}
