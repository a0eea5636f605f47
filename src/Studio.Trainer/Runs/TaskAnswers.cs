using System.Globalization;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>A model's answers to the validation rows, and the metrics of their task.</summary>
internal sealed class TaskAnswers(EncodedRows rows, IReadOnlyList<string> labels)
{
    private readonly float[][] _scores = new float[rows.Count][];
    private readonly long[][] _choices = new long[rows.Count][];

    private TaskKind Kind => rows.Targets.Kind;

    private (long Right, long All) _words;

    /// <summary>Takes the logits of the numbered rows in; only the answers are kept.</summary>
    public void Add(int[] numbers, Tensor logits, Tensor truth)
    {
        if (Kind == TaskKind.MaskedLm)
            _words = (_words.Right + logits.argmax(-1).eq(truth).sum().item<long>(), _words.All + truth.NumberOfElements);
        else if (Kind is TaskKind.SingleLabel or TaskKind.TokenClassification)
        {
            var (best, index) = logits.softmax(-1).max(-1);
            Split(numbers, [.. best.cpu().contiguous().data<float>()], _scores);
            Split(numbers, [.. index.cpu().contiguous().data<long>()], _choices);
        }
        else
        {
            Split(numbers, [.. (Kind == TaskKind.MultiLabel ? logits.sigmoid() : logits).cpu().contiguous().data<float>()], _scores);
        }
    }

    /// <summary>Metrics by Hugging Face's and scikit-learn's names.</summary>
    public Dictionary<string, double> Metrics() => Kind switch
    {
        TaskKind.SingleLabel => new()
        {
            ["accuracy"] = Enumerable.Range(0, rows.Count).Count(n => _choices[n][0] == rows.Targets.Labels[n]) / (double)rows.Count,
            ["f1_macro"] = EvaluationMetrics.MacroF1(rows.Targets.Labels, [.. _choices.Select(c => c[0])], labels.Count),
        },
        TaskKind.MultiLabel => MultiLabel(),
        TaskKind.MaskedLm => new() { ["accuracy"] = _words.Right / (double)Math.Max(1, _words.All) },
        TaskKind.Regression => Regression(),
        _ => Spans(),
    };

    /// <summary>The true answer, the model's and how sure it is, as words.</summary>
    public (string? Label, string Prediction, double Score) Describe(int number, TrainingRow row) => Kind switch
    {
        TaskKind.SingleLabel => (row.Label, labels[(int)_choices[number][0]], _scores[number][0]),
        TaskKind.MultiLabel => (string.Join(", ", row.Labels!), string.Join(", ", labels.Where((_, i) => _scores[number][i] > 0.5f)), _scores[number].Max()),
        TaskKind.Regression => (row.Target!.Value.ToString("0.###", CultureInfo.InvariantCulture), _scores[number][0].ToString("0.###", CultureInfo.InvariantCulture), _scores[number][0]),
        _ => (string.Join(' ', row.Tags!), string.Join(' ', Words(number, predicted: true)), _scores[number].Length == 0 ? 0 : _scores[number].Take(rows.Lengths[number]).Min()),
    };

    private Dictionary<string, double> MultiLabel()
    {
        var card = MultiLabelScorecard.Of(
            [.. rows.Targets.Values.Select(v => v.Select(x => x > 0.5f).ToArray())], [.. _scores.Select(s => s.Select(x => x > 0.5f).ToArray())], null, labels);
        return new() { ["accuracy"] = card.SubsetAccuracy, ["f1_micro"] = card.Micro.F1, ["f1_macro"] = card.Macro.F1 };
    }

    private Dictionary<string, double> Regression()
    {
        var card = RegressionScorecard.Of([.. rows.Targets.Values.Select(v => (double)v[0])], [.. _scores.Select(s => (double)s[0])]);
        return new() { ["mse"] = card.Mse, ["mae"] = card.Mae, ["pearson"] = card.Pearson ?? 0 };
    }

    private Dictionary<string, double> Spans()
    {
        var numbers = Enumerable.Range(0, rows.Count);
        var card = SpanScorecard.Of([.. numbers.Select(n => Words(n, predicted: false))], [.. numbers.Select(n => Words(n, predicted: true))]);
        return new() { ["accuracy"] = card.TokenAccuracy, ["f1"] = card.Micro.F1, ["f1_macro"] = card.Macro.F1 };
    }

    private List<string> Words(int number, bool predicted) => [.. rows.Targets.Tokens[number]
        .Select((label, i) => (label, i)).Where(t => t.label != TaskLoss.Ignored).Select(t => labels[(int)(predicted ? _choices[number][t.i] : t.label)])];

    private static void Split<T>(int[] numbers, T[] flat, T[][] into)
    {
        int width = flat.Length / numbers.Length;
        for (int i = 0; i < numbers.Length; i++)
            into[numbers[i]] = flat[(i * width)..((i + 1) * width)];
    }
}
