using Studio.Trainer.Evaluation;
using Studio.Trainer.Evaluation.Significance;
using Studio.Trainer.Runs.Language;

namespace Studio.Core.Evaluation;

internal readonly record struct Answer(string ExampleId, string Label, string Prediction, double? Score, bool IsCorrect, string? Text = null);

/// <summary>What each contender answered to the rows that all of them answered, parallel to each other.</summary>
internal sealed record ComparedAnswers(AnswerKind Kind, IReadOnlyList<IReadOnlyList<Answer>> Of)
{
    public int Count => Of[0].Count;

    /// <summary>Of language models: only rows that every one of them has answered, in the order of the first.</summary>
    public static ComparedAnswers Written(AnswerKind kind, IReadOnlyList<IReadOnlyList<MeasuredRow>> rows)
    {
        var byId = rows.Select(of => of.ToDictionary(row => row.Id, StringComparer.Ordinal)).ToList();
        var shared = rows[0].Where(row => byId.All(of => of.ContainsKey(row.Id))).ToList();
        return new(kind, [.. byId.Select(of => shared.Select(row => of[row.Id]).Select(row => new Answer(row.Id, row.Reference, row.Answer, row.Score, row.IsRight, row.Prompt)).ToList())]);
    }

    public List<int> Differing(DifferingRows which) => [.. Enumerable.Range(0, Count).Where(i => Differs(i, which))];

    /// <summary>How another did against the first: by rows that were right, or of written texts by how near they came to their references.</summary>
    public (McNemar Test, PairedDifference Difference) Against(int other)
    {
        if (Count == 0)
            return (new McNemar(0, 0, 1), new PairedDifference(0, new Interval(0, 0), 1));
        var (first, second) = (Of[0].Select(Worth).ToList(), Of[other].Select(Worth).ToList());
        var difference = PairedBootstrap.OfMeans(first, second);
        return Kind == AnswerKind.Texts
            ? (new McNemar(first.Zip(second).Count(r => r.First > r.Second), first.Zip(second).Count(r => r.First < r.Second), difference.PValue), difference)
            : (McNemar.Exact([.. Of[0].Select(r => r.IsCorrect)], [.. Of[other].Select(r => r.IsCorrect)]), difference);
    }

    private bool Differs(int i, DifferingRows which) => which switch
    {
        DifferingRows.FirstOnlyRight => Of.Any(rows => Worth(rows[i]) < Worth(Of[0][i])),
        DifferingRows.FirstWrong => Of.Any(rows => Worth(rows[i]) > Worth(Of[0][i])),
        _ => Of.Any(rows => rows[i].Prediction != Of[0][i].Prediction),
    };

    private double Worth(Answer answer) => Kind == AnswerKind.Texts ? answer.Score!.Value : answer.IsCorrect ? 1 : 0;
}
