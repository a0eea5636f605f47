namespace Studio.Trainer.Optimization;

/// <summary>How the learning rate goes over the run, with Hugging Face's names and formulas (and PyTorch's for <c>one_cycle</c>).</summary>
public abstract class Schedule
{
    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "linear", "cosine", "cosine_with_restarts", "cosine_with_min_lr", "polynomial", "constant", "constant_with_warmup", "inverse_sqrt",
        "warmup_stable_decay", "one_cycle",
    ];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="warmupSteps">Steps in which the rate rises from 0.</param>
    /// <param name="totalSteps">Steps of the whole run.</param>
    /// <param name="options">What some schedules ask for besides; null for their defaults.</param>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static Schedule Create(string name, int warmupSteps, int totalSteps, ScheduleOptions? options = null)
    {
        var o = options ?? new ScheduleOptions();
        double Progress(int step) => (double)(step - warmupSteps) / Math.Max(1, totalSteps - warmupSteps);
        return name switch
        {
            "linear" => new WarmedSchedule(warmupSteps, step => Math.Max(0, (double)(totalSteps - step) / Math.Max(1, totalSteps - warmupSteps))),
            "cosine" => new WarmedSchedule(warmupSteps, step => Cosine((o.NumCycles ?? 0.5) * 2 * Progress(step))),
            "cosine_with_restarts" => new WarmedSchedule(warmupSteps, step => Progress(step) >= 1 ? 0 : Cosine((o.NumCycles ?? 1) * Progress(step) % 1)),
            "cosine_with_min_lr" => new WarmedSchedule(warmupSteps, step => Cosine((o.NumCycles ?? 0.5) * 2 * Progress(step)) * (1 - o.MinRate) + o.MinRate),
            "polynomial" => new WarmedSchedule(warmupSteps, step => step > totalSteps ? o.EndRate
                : (1 - o.EndRate) * Math.Pow(1 - Progress(step), o.Power) + o.EndRate),
            "constant" => new WarmedSchedule(0, _ => 1),
            "constant_with_warmup" => new WarmedSchedule(warmupSteps, _ => 1),
            "inverse_sqrt" => new WarmedSchedule(warmupSteps, step => InverseSquareRoot(step, warmupSteps)),
            "warmup_stable_decay" => new WarmedSchedule(warmupSteps, step => Decay(step, totalSteps, o.NumDecaySteps ?? Math.Max(1, totalSteps / 10))),
            "one_cycle" => new OneCycleSchedule(totalSteps, warmupSteps),
            _ => throw new ArgumentException($"There is no schedule \"{name}\"; known are {string.Join(", ", Names)}.", nameof(name)),
        };
    }

    /// <summary>What the base rate is multiplied with at the 0-based <paramref name="step"/>.</summary>
    public abstract double Factor(int step);

    private static double Cosine(double halfTurns) => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * halfTurns)));

    private static double InverseSquareRoot(int step, int warmup)
    {
        int scale = warmup > 0 ? warmup : 10_000;
        return 1 / Math.Sqrt((double)(step + scale - warmup) / scale);
    }

    private static double Decay(int step, int total, int decaySteps)
    {
        int start = total - decaySteps;
        return step < start ? 1 : step < total ? Cosine((double)(step - start) / Math.Max(1, decaySteps)) : 0;
    }
}

/// <summary>What some schedules ask for besides their length.</summary>
/// <param name="NumCycles">Cosine turns; null is the schedule's own default.</param>
/// <param name="Power">Exponent of <c>polynomial</c>.</param>
/// <param name="EndRate">Where <c>polynomial</c> ends, as a share of the base rate.</param>
/// <param name="MinRate">Where <c>cosine_with_min_lr</c> ends, as a share of the base rate.</param>
/// <param name="NumDecaySteps">Steps at the end in which <c>warmup_stable_decay</c> falls; null is a tenth of all.</param>
public sealed record ScheduleOptions(double? NumCycles = null, double Power = 1, double EndRate = 0, double MinRate = 0, int? NumDecaySteps = null);

/// <summary>Rises in a straight line, then follows <paramref name="after"/>.</summary>
internal sealed class WarmedSchedule(int warmupSteps, Func<int, double> after) : Schedule
{
    public override double Factor(int step) => step < warmupSteps ? (double)step / Math.Max(1, warmupSteps) : after(step);
}

/// <summary>Smith and Topin (2018), as PyTorch's OneCycleLR with cosine annealing: up from a 25th of the rate, down to a ten-thousandth of that.</summary>
internal sealed class OneCycleSchedule(int totalSteps, int warmupSteps) : Schedule
{
    private const double Start = 1 / 25.0, End = Start / 1e4;

    public override double Factor(int step)
    {
        double last = Math.Max(1, totalSteps - 1), top = Math.Clamp(warmupSteps > 0 ? warmupSteps : 0.3 * totalSteps - 1, 1, last);
        double at = Math.Min(step, last);
        return at <= top ? Anneal(Start, 1, at / top) : Anneal(1, End, (at - top) / (last - top));
    }

    private static double Anneal(double from, double to, double share) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));
}
