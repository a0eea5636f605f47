using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Evaluation.Agreement;

namespace Studio.Core.Labeling.Reviewing;

/// <summary>
/// How much people agree beyond chance, with the number of examples behind it. Null means undefined: everybody always said the same, or nobody overlaps.
/// Several labels or marks count as equal only when all are.
/// </summary>
public sealed record SessionAgreement(int Examples, int Answers, double? Percent, double? Alpha, IReadOnlyList<PairAgreement> Pairs);

/// <summary>Two people on the examples that both answered.</summary>
public sealed record PairAgreement(string First, string Second, int Examples, double Percent, double? Kappa);

/// <summary>Agreement of a session's people: share of equal pairs, Krippendorff's alpha, and Cohen's kappa of each two.</summary>
public sealed class MeasureAgreement(IDbContextFactory<StudioDb> contexts)
{
    private const int MostPairs = 200;

    public async Task<SessionAgreement> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.View, cancel);
        var (units, people) = await ReadAsync(db, sessionId, cancel);
        var names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancel);
        var (equal, pairs) = (0L, 0L);
        var both = new Dictionary<(Guid, Guid), (List<double> First, List<double> Second)>();
        foreach (var unit in units)
        {
            for (var i = 0; i < unit.Count; i++)
            {
                for (var j = i + 1; j < unit.Count; j++)
                {
                    pairs++;
                    equal += unit[i].Code == unit[j].Code ? 1 : 0;
                    if (!both.TryGetValue((unit[i].User, unit[j].User), out var said))
                        both[(unit[i].User, unit[j].User)] = said = ([], []);
                    said.First.Add(unit[i].Code);
                    said.Second.Add(unit[j].Code);
                }
            }
        }

        return new SessionAgreement(
            units.Count, units.Sum(u => u.Count), pairs == 0 ? null : (double)equal / pairs,
            KrippendorffAlpha.Of(units.Select(u => (IReadOnlyList<double?>)u.ConvertAll(a => (double?)a.Code)), AlphaLevel.Nominal),
            [.. both.OrderByDescending(p => p.Value.First.Count).Take(MostPairs).Select(p => Pair(names[p.Key.Item1], names[p.Key.Item2], p.Value.First, p.Value.Second))]);
    }

    private static PairAgreement Pair(string first, string second, List<double> said, List<double> saidToo) => new(
        first, second, said.Count, said.Zip(saidToo).Count(p => p.First == p.Second) / (double)said.Count, CohenKappa.Of<double>(said, saidToo));

    private static async Task<(List<List<(Guid User, double Code)>> Units, HashSet<Guid> People)> ReadAsync(StudioDb db, Guid sessionId, CancellationToken cancel)
    {
        var codes = new Dictionary<string, double>(StringComparer.Ordinal);
        var (units, people) = (new List<List<(Guid, double)>>(), new HashSet<Guid>());
        var (unit, task) = (new List<(Guid, double)>(), 0L);
        var answers = db.Annotations.AsNoTracking().Where(a => a.SessionId == sessionId && a.Slot != null)
            .OrderBy(a => a.TaskId).ThenBy(a => a.UserId).Select(a => new { a.TaskId, a.UserId, a.Value });
        await foreach (var answer in answers.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (answer.TaskId != task)
            {
                if (unit.Count > 1)
                    units.Add(unit);
                (unit, task) = ([], answer.TaskId);
            }

            if (!codes.TryGetValue(answer.Value!, out var code))
                codes[answer.Value!] = code = codes.Count;
            unit.Add((answer.UserId, code));
            people.Add(answer.UserId);
        }

        if (unit.Count > 1)
            units.Add(unit);
        return (units, people);
    }
}
