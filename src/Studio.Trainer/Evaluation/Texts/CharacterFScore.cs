using System.Text;

namespace Studio.Trainer.Evaluation.Texts;

/// <summary>
/// chrF (Popović, 2015): the F-score of runs of one to six characters without white space, recall counting twice as much, over a whole set of
/// texts with one reference each; agrees with sacrebleu's defaults.
/// </summary>
public sealed class CharacterFScore
{
    private const int Longest = 6;
    private const double Factor = 4; // beta 2, squared
    private readonly long[] _said = new long[Longest], _wanted = new long[Longest], _common = new long[Longest];

    public void Add(string prediction, string reference)
    {
        Rune[] said = Characters(prediction), wanted = Characters(reference);
        for (int length = 1; length <= Longest; length++)
        {
            var (have, want) = (Runs(said, length), Runs(wanted, length));
            // What the reference is too short for is not counted against the prediction.
            _said[length - 1] += want.Count > 0 ? have.Values.Sum() : 0;
            _wanted[length - 1] += want.Values.Sum();
            _common[length - 1] += have.Sum(run => Math.Min(run.Value, want.GetValueOrDefault(run.Key)));
        }
    }

    /// <summary>From 0 to 100.</summary>
    public double Score()
    {
        int[] orders = [.. Enumerable.Range(0, Longest).Where(i => _said[i] > 0 && _wanted[i] > 0)];
        if (orders.Length == 0)
            return 0;
        double precision = orders.Average(i => (double)_common[i] / _said[i]), recall = orders.Average(i => (double)_common[i] / _wanted[i]);
        return precision + recall == 0 ? 0 : 100 * (1 + Factor) * precision * recall / (Factor * precision + recall);
    }

    private static Rune[] Characters(string text) => [.. text.EnumerateRunes().Where(rune => !Rune.IsWhiteSpace(rune))];

    private static Dictionary<string, int> Runs(Rune[] characters, int length)
    {
        var runs = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int start = 0; start + length <= characters.Length; start++)
        {
            string run = string.Concat(characters[start..(start + length)]);
            runs[run] = runs.GetValueOrDefault(run) + 1;
        }
        return runs;
    }
}
