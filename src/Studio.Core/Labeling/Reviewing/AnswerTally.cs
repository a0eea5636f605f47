using Studio.Trainer.Evaluation.Agreement;

namespace Studio.Core.Labeling.Reviewing;

/// <summary>One person's answer to an example.</summary>
internal sealed record GivenAnswer(Guid User, AnnotationValue Value, string Json);

/// <summary>
/// Adds up answers, one example after the other. Single labels are equal or not. Sets of labels are compared by MASI. Spans are compared word by word,
/// by the labels on each word, and besides by the F1 of the spans with exact borders.
/// </summary>
internal sealed class AnswerTally(LabelingKind kind)
{
    // Sets are told apart by their own JSON, which is the same for equal sets.
    private readonly Dictionary<string, IReadOnlySet<Guid>> _sets = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<string>> _units = [];
    private readonly Dictionary<(Guid, Guid), PairTally> _pairs = [];

    public int Examples { get; private set; }

    public int Answers { get; private set; }

    public IEnumerable<(Guid First, Guid Second, PairTally Tally)> Pairs => _pairs.Select(p => (p.Key.Item1, p.Key.Item2, p.Value));

    public double? Percent => Share(_pairs.Values.Sum(p => p.Equal), _pairs.Values.Sum(p => p.Examples));

    public double? SpanF1 => kind != LabelingKind.Spans ? null : PairTally.F1Of(_pairs.Values.Sum(p => p.SpansAgreed), _pairs.Values.Sum(p => p.SpansGiven));

    public double? Alpha => kind == LabelingKind.MultiLabel
        ? DistanceAgreement.Alpha(_units, Distance)
        : KrippendorffAlpha.Of(_units.Select(u => (IReadOnlyList<string?>)u));

    public double? Kappa(PairTally pair) => kind == LabelingKind.MultiLabel
        ? DistanceAgreement.Kappa(pair.First, pair.Second, Distance)
        : CohenKappa.Of<string>(pair.First, pair.Second);

    public void Add(IReadOnlyList<GivenAnswer> answers, string? text)
    {
        if (answers.Count < 2)
            return;
        Examples++;
        Answers += answers.Count;
        var said = answers.Select(a => Said(a, text)).ToList();
        for (var unit = 0; unit < said[0].Count; unit++)
            _units.Add([.. said.Select(s => s[unit])]);
        for (var i = 0; i < answers.Count; i++)
        {
            for (var j = i + 1; j < answers.Count; j++)
            {
                var key = (answers[i].User, answers[j].User);
                if (!_pairs.TryGetValue(key, out var pair))
                    _pairs[key] = pair = new PairTally();
                pair.Add(answers[i], answers[j], said[i], said[j]);
            }
        }
    }

    private double Distance(string first, string second) => DistanceAgreement.Masi(_sets[first], _sets[second]);

    /// <summary>What is compared: the answer as a whole, or for spans the labels of each word.</summary>
    private List<string> Said(GivenAnswer answer, string? text)
    {
        if (kind == LabelingKind.MultiLabel)
            _sets.TryAdd(answer.Json, answer.Value.Labels!.ToHashSet());
        if (kind != LabelingKind.Spans || text is null)
            return [answer.Json];
        return [.. WordBorders.Of(text).Select(word => string.Join(' ', answer.Value.Spans!
            .Where(s => s.Start < word.End && s.End > word.Start).Select(s => s.Label.ToString()).Distinct().Order(StringComparer.Ordinal)))];
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>What two people said of the examples that both answered.</summary>
internal sealed class PairTally
{
    public List<string> First { get; } = [];

    public List<string> Second { get; } = [];

    public int Examples { get; private set; }

    public int Equal { get; private set; }

    /// <summary>Spans that both marked with the same borders and label.</summary>
    public long SpansAgreed { get; private set; }

    /// <summary>Spans of the one and of the other.</summary>
    public long SpansGiven { get; private set; }

    /// <summary>The share of agreed spans; null where nobody marked any.</summary>
    public static double? F1Of(long agreed, long given) => given == 0 ? null : 2.0 * agreed / given;

    public void Add(GivenAnswer first, GivenAnswer second, List<string> firstSaid, List<string> secondSaid)
    {
        First.AddRange(firstSaid);
        Second.AddRange(secondSaid);
        Examples++;
        Equal += first.Json == second.Json ? 1 : 0;
        if (first.Value.Spans is not { } some || second.Value.Spans is not { } others)
            return;
        SpansAgreed += some.Intersect(others).Count();
        SpansGiven += some.Distinct().Count() + others.Distinct().Count();
    }
}
