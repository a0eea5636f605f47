using Studio.Trainer.Models;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>What the rows are to be answered with, by the kind of task.</summary>
internal sealed class RowTargets(TaskKind kind, IReadOnlyList<string> labels, Masking? masking = null)
{
    private readonly Dictionary<string, long> _ids = labels.Select((label, id) => (label, id)).ToDictionary(p => p.label, p => (long)p.id, StringComparer.Ordinal);
    private readonly List<long> _labels = [];
    private readonly List<float[]> _values = [];
    private readonly List<long[]> _tokens = [];
    private readonly List<int> _hidden = [];

    public TaskKind Kind => kind;

    /// <summary>Hides tokens; only where they are what is learned.</summary>
    public Masking? Masking => masking;

    /// <summary>Label id of each row of a single-label task.</summary>
    public IReadOnlyList<long> Labels => _labels;

    /// <summary>For each row the numbers of a regression, or 1 for each label that a multi-label row has.</summary>
    public IReadOnlyList<float[]> Values => _values;

    /// <summary>Label id of each token; <see cref="TaskLoss.Ignored"/> for all but the first of a word.</summary>
    public IReadOnlyList<long[]> Tokens => _tokens;

    /// <param name="row">With its answer.</param>
    /// <param name="ids">Its token ids, where words are hidden.</param>
    /// <param name="words">The word of each token, where words are labelled.</param>
    public void Add(TrainingRow row, ReadOnlySpan<int> ids, ReadOnlySpan<int> words)
    {
        switch (kind)
        {
            case TaskKind.SingleLabel:
                _labels.Add(_ids[row.Label!]);
                break;
            case TaskKind.MultiLabel:
                var set = row.Labels!.Select(label => _ids[label]).ToHashSet();
                _values.Add([.. Enumerable.Range(0, labels.Count).Select(id => set.Contains(id) ? 1f : 0f)]);
                break;
            case TaskKind.Regression:
                _values.Add([(float)row.Target!.Value]);
                break;
            case TaskKind.MaskedLm:
                _hidden.Add(masking!.Count(ids));
                break;
            case TaskKind.TokenClassification:
                _tokens.Add(WordLabels(row, words));
                break;
        }
    }

    /// <summary>The tensor of the chosen rows; rows of tokens are padded to the longest with labels that do not count.</summary>
    public Tensor Of(int[] numbers, Device device)
    {
        if (kind == TaskKind.SingleLabel)
            return Transfer.To(tensor(numbers.Select(n => _labels[n]).ToArray(), [numbers.Length]), device);
        if (kind != TaskKind.TokenClassification)
            return Transfer.To(tensor(numbers.SelectMany(n => _values[n]).ToArray(), [numbers.Length, _values[numbers[0]].Length]), device);
        int length = numbers.Max(n => _tokens[n].Length);
        return Transfer.To(tensor(numbers.SelectMany(n => _tokens[n].Concat(Enumerable.Repeat(TaskLoss.Ignored, length - _tokens[n].Length))).ToArray(), [numbers.Length, length]), device);
    }

    /// <summary>What the summed loss of the chosen rows is divided by to be their mean.</summary>
    public double Weight(IEnumerable<int> numbers, IReadOnlyList<double>? classWeights = null) => kind switch
    {
        TaskKind.SingleLabel => TaskLoss.Weight([.. numbers.Select(n => _labels[n])], classWeights),
        TaskKind.TokenClassification => TaskLoss.Weight([.. numbers.SelectMany(n => _tokens[n])], classWeights),
        TaskKind.MaskedLm => numbers.Sum(n => _hidden[n]),
        _ => numbers.Sum(n => _values[n].Length),
    };

    private long[] WordLabels(TrainingRow row, ReadOnlySpan<int> words)
    {
        var result = new long[words.Length];
        int last = -1;
        for (int i = 0; i < result.Length; i++)
        {
            int word = words[i];
            result[i] = word >= 0 && word != last ? _ids[row.Tags![word]] : TaskLoss.Ignored;
            last = word >= 0 ? word : last;
        }
        return result;
    }
}
