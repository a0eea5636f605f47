using System.Globalization;

namespace Studio.Core.Datasets.Duplicates;

public enum ShingleUnit { Characters, Words }

/// <summary>What counts as nearly the same.</summary>
/// <param name="Threshold">The least share of common shingles (Jaccard), from 0.3 to 1; at 1 only equal texts are found.</param>
/// <param name="Unit">Whether shingles are runs of characters or of words.</param>
/// <param name="Size">How many of them make one shingle.</param>
public sealed record DuplicateSettings(double Threshold = 0.8, ShingleUnit Unit = ShingleUnit.Characters, int Size = 5)
{
    public const int Permutations = 128;

    /// <summary>Pairs that lie exactly at the threshold are found with at least this probability, more similar ones more surely.</summary>
    public const double Recall = 0.95;

    /// <summary>Values of a signature that must all be equal for two texts to be compared: as many as <see cref="Recall"/> allows.</summary>
    public int RowsPerBand => Enumerable.Range(1, Permutations)
        .TakeWhile(rows => 1 - Math.Pow(1 - Math.Pow(Threshold, rows), Permutations / rows) >= Recall).DefaultIfEmpty(1).Last();

    public int Bands => Permutations / RowsPerBand;

    public string InWords => Threshold >= 1
        ? "equal but for case and white space"
        : string.Create(CultureInfo.InvariantCulture, $"at least {100 * Threshold:0} % of the runs of {Size} {(Unit == ShingleUnit.Words ? "words" : "characters")} in common");

    /// <exception cref="InvalidInputException">A value is out of its range.</exception>
    public void Check()
    {
        if (Threshold is not (>= 0.3 and <= 1))
            throw new InvalidInputException("The threshold lies between 30 and 100 percent.");
        if (Size is < 1 or > 20)
            throw new InvalidInputException("A shingle has 1 to 20 characters or words.");
    }
}
