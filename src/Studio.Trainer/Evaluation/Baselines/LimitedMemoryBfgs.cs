namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>Minimizes a smooth convex function with the two-loop recursion of L-BFGS (Nocedal and Wright 2006, algorithm 7.4) and a backtracking line search.</summary>
internal static class LimitedMemoryBfgs
{
    private const int History = 5;
    private const double SufficientDecrease = 1e-4;
    private const double RelativeGain = 1e-6;

    /// <param name="parameters">The start; holds the minimum afterwards.</param>
    /// <param name="evaluate">Answers the function's value and fills the gradient.</param>
    /// <param name="maxIterations">Steps at most.</param>
    /// <param name="tolerance">Ends when no entry of the gradient is greater.</param>
    /// <param name="cancel">Looked at before every step.</param>
    public static void Minimize(
        double[] parameters, Func<double[], double[], double> evaluate, int maxIterations, double tolerance, CancellationToken cancel)
    {
        var gradient = new double[parameters.Length];
        var value = evaluate(parameters, gradient);
        var memory = new LinkedList<(double[] Step, double[] Change, double Curvature)>();
        for (var iteration = 0; iteration < maxIterations && Greatest(gradient) > tolerance; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            var direction = Direction(gradient, memory);
            var slope = VectorMath.Dot(direction, gradient);
            var length = memory.Count == 0 ? 1 / Math.Sqrt(-slope) : 1.0;
            var (next, nextGradient) = (new double[parameters.Length], new double[parameters.Length]);
            double nextValue;
            while (true)
            {
                parameters.AsSpan().CopyTo(next);
                VectorMath.AddScaled(next, length, direction);
                nextValue = evaluate(next, nextGradient);
                if (nextValue <= value + (SufficientDecrease * length * slope)) break;
                length /= 2;

                // Rounding hides any further decrease.
                if (length < 1e-10) return;
            }

            VectorMath.AddScaled(gradient, -1, nextGradient);
            for (var i = 0; i < direction.Length; i++) (direction[i], gradient[i]) = (direction[i] * length, -gradient[i]);
            var curvature = VectorMath.Dot(direction, gradient);
            if (curvature > 0) memory.AddLast((direction, gradient, 1 / curvature));
            if (memory.Count > History) memory.RemoveFirst();
            var gain = value - nextValue;
            next.AsSpan().CopyTo(parameters);
            (gradient, value) = (nextGradient, nextValue);
            if (gain <= RelativeGain * Math.Max(1e-3, Math.Abs(value))) return;
        }
    }

    private static double[] Direction(double[] gradient, LinkedList<(double[] Step, double[] Change, double Curvature)> memory)
    {
        var direction = new double[gradient.Length];
        VectorMath.AddScaled(direction, -1, gradient);
        var weights = new Stack<double>();
        for (var node = memory.Last; node is not null; node = node.Previous)
        {
            weights.Push(node.Value.Curvature * VectorMath.Dot(node.Value.Step, direction));
            VectorMath.AddScaled(direction, -weights.Peek(), node.Value.Change);
        }

        if (memory.Last is { Value: var last })
        {
            var scale = 1 / (last.Curvature * VectorMath.Dot(last.Change, last.Change));
            for (var i = 0; i < direction.Length; i++) direction[i] *= scale;
        }

        foreach (var (step, change, curvature) in memory)
            VectorMath.AddScaled(direction, weights.Pop() - (curvature * VectorMath.Dot(change, direction)), step);
        return direction;
    }

    private static double Greatest(double[] values)
    {
        var greatest = 0.0;
        foreach (var value in values) greatest = Math.Max(greatest, Math.Abs(value));
        return greatest;
    }
}
