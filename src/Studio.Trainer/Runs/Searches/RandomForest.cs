using Studio.Trainer.Evaluation;

namespace Studio.Trainer.Runs.Searches;

/// <summary>Regression trees on random draws of the rows, each split chosen among random features (Breiman, 2001). Small data only.</summary>
internal sealed class RandomForest
{
    private const int Trees = 100, LeafRows = 2;
    private readonly (Node Tree, bool[] Drawn)[] _trees;
    private readonly double[][] _rows;
    private readonly double[] _targets;

    public RandomForest(double[][] rows, double[] targets, int seed)
    {
        (_rows, _targets) = (rows, targets);
        _trees = [.. Enumerable.Range(0, Trees).Select(tree =>
        {
            var random = SeededRandom.For(seed, tree);
            var drawn = new bool[rows.Length];
            int[] sample = new int[rows.Length];
            for (int i = 0; i < sample.Length; i++)
                drawn[sample[i] = random.Below(rows.Length)] = true;
            return (Grow(sample, ref random), drawn);
        })];
    }

    /// <summary>
    /// How much worse the rows that a tree has not seen are predicted once a feature's values are shuffled among them, as shares that sum to 1.
    /// </summary>
    public double[] Importance(int seed)
    {
        var worse = new double[_rows[0].Length];
        for (int t = 0; t < _trees.Length; t++)
        {
            var (tree, drawn) = _trees[t];
            int[] unseen = [.. Enumerable.Range(0, _rows.Length).Where(i => !drawn[i])];
            if (unseen.Length < 2)
                continue;
            double before = unseen.Sum(i => Square(Predict(tree, _rows[i]) - _targets[i]));
            for (int feature = 0; feature < worse.Length; feature++)
            {
                int[] shuffled = [.. unseen];
                Randomness.Shuffle(shuffled.AsSpan(), Randomness.For(seed, "importance", (t * 1000) + feature));
                double after = 0;
                for (int i = 0; i < unseen.Length; i++)
                {
                    double[] row = [.. _rows[unseen[i]]];
                    row[feature] = _rows[shuffled[i]][feature];
                    after += Square(Predict(tree, row) - _targets[unseen[i]]);
                }
                worse[feature] += (after - before) / unseen.Length;
            }
        }
        double[] shares = [.. worse.Select(w => Math.Max(0, w))];
        double sum = shares.Sum();
        return sum == 0 ? shares : [.. shares.Select(s => s / sum)];
    }

    private Node Grow(int[] sample, ref SeededRandom random)
    {
        double mean = sample.Average(i => _targets[i]);
        if (sample.Length < 2 * LeafRows || sample.All(i => _targets[i] == _targets[sample[0]]))
            return new(mean);
        int features = _rows[0].Length, tried = Math.Max(1, (features * 2 / 3) + 1);
        int[] order = [.. Enumerable.Range(0, features)];
        for (int i = features - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        var (feature, threshold, least) = (-1, 0.0, double.PositiveInfinity);
        foreach (int candidate in order.Take(tried))
            if (Split(sample, candidate) is { } split && split.Error < least)
                (feature, threshold, least) = (candidate, split.Threshold, split.Error);
        if (feature < 0)
            return new(mean);
        return new(mean, feature, threshold,
            Grow([.. sample.Where(i => _rows[i][feature] <= threshold)], ref random), Grow([.. sample.Where(i => _rows[i][feature] > threshold)], ref random));
    }

    private (double Threshold, double Error)? Split(int[] sample, int feature)
    {
        int[] sorted = [.. sample.OrderBy(i => _rows[i][feature])];
        double left = 0, all = sorted.Sum(i => _targets[i]), squares = sorted.Sum(i => Square(_targets[i]));
        (double, double)? best = null;
        for (int n = 1; n < sorted.Length; n++)
        {
            left += _targets[sorted[n - 1]];
            double here = _rows[sorted[n - 1]][feature], next = _rows[sorted[n]][feature];
            if (n < LeafRows || sorted.Length - n < LeafRows || here == next)
                continue;
            double error = squares - (left * left / n) - ((all - left) * (all - left) / (sorted.Length - n));
            if (best is not { } known || error < known.Item2)
                best = ((here + next) / 2, error);
        }
        return best;
    }

    private static double Predict(Node node, double[] row)
    {
        while (node.Left is not null)
            node = row[node.Feature] <= node.Threshold ? node.Left : node.Right!;
        return node.Value;
    }

    private static double Square(double x) => x * x;

    private sealed record Node(double Value, int Feature = -1, double Threshold = 0, Node? Left = null, Node? Right = null);
}
