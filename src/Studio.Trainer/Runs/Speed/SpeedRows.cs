using Studio.Trainer.Models;

namespace Studio.Trainer.Runs.Speed;

/// <summary>Rows of random tokens, whose lengths are all that matters to the speed of training.</summary>
internal static class SpeedRows
{
    private const int FirstOrdinary = 1000;

    /// <summary>How many times the median a row may have, by its rank: real texts are mostly short, with a long tail (a log-normal of sigma 0.7).</summary>
    private static readonly double[] Mix = [0.32, 0.45, 0.57, 0.68, 0.79, 0.92, 1.06, 1.24, 1.47, 1.80, 2.40, 4.0];

    /// <summary>The same for a language model, which learns all tokens.</summary>
    public static EncodedRows MakeTexts(int count, int length, bool mixed, int seed)
    {
        var rows = Make(count, length, mixed, seed).Ids.Select(ids => new Language.LanguageRow(ids.ToArray(), [.. Enumerable.Range(0, ids.Length).Select(i => i > 0)])).ToList();
        return EncodedRows.Of(new Language.LanguageRows(rows, null, new(count, 0, 0, 0, 0, null)));
    }

    public static EncodedRows Make(int count, int length, bool mixed, int seed)
    {
        var targets = new RowTargets(TaskKind.SingleLabel, ["no", "yes"]);
        var ids = new ReadOnlyMemory<int>[count];
        for (int row = 0; row < count; row++)
        {
            // The longest of the mix is the length that was asked for, so that a batch padded to it wastes what padding wastes on real texts.
            int tokens = mixed ? Math.Max(4, (int)Math.Round(length * Mix[row % Mix.Length] / Mix[^1])) : length;
            ulong state = Randomness.For(seed, "speed", row);
            int[] made = new int[tokens];
            for (int i = 0; i < tokens; i++)
                made[i] = FirstOrdinary + (int)((state = Randomness.Mix(state)) % (SpeedPreset.Vocabulary - FirstOrdinary));
            ids[row] = made;
            targets.Add(new TrainingRow { Id = "", Label = row % 2 == 0 ? "no" : "yes" }, [], []);
        }
        return new(ids, null, targets, 0);
    }
}
