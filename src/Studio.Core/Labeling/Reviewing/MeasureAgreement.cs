using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Reviewing;

/// <summary>
/// How much people agree beyond chance, with the number of examples behind it. Null means undefined: everybody always said the same, or nobody overlaps.
/// Alpha and kappa compare single labels as they are, sets of labels by their distance MASI, and spans word by word.
/// </summary>
/// <param name="Kind">What was asked, and so how answers were compared.</param>
/// <param name="Examples">Examples with two answers or more.</param>
/// <param name="Answers">Their answers.</param>
/// <param name="Percent">The share of pairs of answers that are wholly equal.</param>
/// <param name="Alpha">Krippendorff's alpha.</param>
/// <param name="SpanF1">For spans: the F1 of one person's against another's, exact borders and label, over all pairs.</param>
/// <param name="Pairs">Each two people.</param>
public sealed record SessionAgreement(
    LabelingKind Kind, int Examples, int Answers, double? Percent, double? Alpha, double? SpanF1, IReadOnlyList<PairAgreement> Pairs);

/// <summary>Two people on the examples that both answered.</summary>
public sealed record PairAgreement(string First, string Second, int Examples, double Percent, double? Kappa, double? SpanF1 = null);

/// <summary>Agreement of a session's people: share of equal pairs, Krippendorff's alpha, and Cohen's kappa of each two.</summary>
public sealed class MeasureAgreement(IDbContextFactory<StudioDb> contexts)
{
    private const int MostPairs = 200;

    public async Task<SessionAgreement> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.View, cancel);
        var kind = await db.LabelingSessions.Where(s => s.Id == sessionId).Select(s => s.Schema.Kind).SingleAsync(cancel);
        var tally = await ReadAsync(db, sessionId, kind, cancel);
        var pairs = tally.Pairs.OrderByDescending(p => p.Tally.Examples).Take(MostPairs).ToList();
        var people = pairs.SelectMany(p => new[] { p.First, p.Second }).Distinct().ToList();
        var names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancel);
        return new SessionAgreement(
            kind, tally.Examples, tally.Answers, tally.Percent, tally.Alpha, tally.SpanF1,
            pairs.ConvertAll(p => new PairAgreement(
                names[p.First], names[p.Second], p.Tally.Examples, p.Tally.Equal / (double)p.Tally.Examples, tally.Kappa(p.Tally),
                kind == LabelingKind.Spans ? PairTally.F1Of(p.Tally.SpansAgreed, p.Tally.SpansGiven) : null)));
    }

    private static async Task<AnswerTally> ReadAsync(StudioDb db, Guid sessionId, LabelingKind kind, CancellationToken cancel)
    {
        var tally = new AnswerTally(kind);
        var (unit, task, text) = (new List<GivenAnswer>(), 0L, (string?)null);
        var withText = kind == LabelingKind.Spans;
        var answers = from a in db.Annotations.AsNoTracking()
                      where a.SessionId == sessionId && a.Slot != null
                      join t in db.LabelingTasks on a.TaskId equals t.Id
                      orderby a.TaskId, a.UserId
                      select new { a.TaskId, a.UserId, Value = a.Value!, Text = withText ? t.Example.Text : null };
        await foreach (var answer in answers.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (answer.TaskId != task)
            {
                tally.Add(unit, text);
                (unit, task, text) = ([], answer.TaskId, answer.Text);
            }

            unit.Add(new GivenAnswer(answer.UserId, AnnotationValue.FromJson(answer.Value), answer.Value));
        }

        tally.Add(unit, text);
        return tally;
    }
}
