namespace Studio.Core.Datasets.Splitting;

/// <summary>How examples are to be divided.</summary>
/// <param name="TrainPercent">The share of the training split.</param>
/// <param name="ValidationPercent">The share of the validation split.</param>
/// <param name="TestPercent">The share of the test split; the three make 100.</param>
/// <param name="Seed">The same seed over the same examples gives the same splits.</param>
/// <param name="KeepExisting">Leave examples that already have a split where they are, and divide the others.</param>
public sealed record SplitPlan(int TrainPercent = 80, int ValidationPercent = 10, int TestPercent = 10, int Seed = 42, bool KeepExisting = false)
{
    public void Check()
    {
        if (TrainPercent < 0 || ValidationPercent < 0 || TestPercent < 0 || TrainPercent + ValidationPercent + TestPercent != 100)
            throw new InvalidInputException("Train, validation and test are shares of 0 to 100 percent that make 100 together.");
    }

    public string InWords => $"{TrainPercent} % train, {ValidationPercent} % validation, {TestPercent} % test, seed {Seed}";
}

/// <summary>How many examples of a label are, or would be, in each split. A null label counts the unlabelled.</summary>
public sealed record SplitCount(string? Label, long None, long Train, long Validation, long Test)
{
    public long Total => None + Train + Validation + Test;
}

/// <summary>What a plan would do.</summary>
/// <param name="Now">As it is.</param>
/// <param name="Then">As it would be.</param>
/// <param name="Moved">Examples whose split would change.</param>
/// <param name="Repeated">Examples whose text occurs more than once; those are kept together.</param>
public sealed record SplitPreview(IReadOnlyList<SplitCount> Now, IReadOnlyList<SplitCount> Then, long Moved, long Repeated);
