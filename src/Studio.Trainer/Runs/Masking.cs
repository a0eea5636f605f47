using Studio.Trainer.Models;
using Studio.Trainer.Native;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>
/// Hides tokens for the model to guess (Devlin and others, 2019): of the tokens that are chosen, 80 % become [MASK], 10 % another token, 10 %
/// stay. How many a row loses depends on its length alone, which ones on the step, so that every epoch hides others.
/// </summary>
internal sealed class Masking(ITokenizer tokenizer, double probability)
{
    private readonly int _mask = tokenizer.SpecialTokens.Mask
        ?? throw new TrainingException("The base model's tokenizer has no mask token, which masked-lm needs.");
    private readonly int[] _ordinary = [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(id => !tokenizer.SpecialTokens.Contains(id))];

    /// <summary>Tokens of a row that are hidden.</summary>
    public int Count(ReadOnlySpan<int> row)
    {
        int open = 0;
        foreach (int id in row)
            open += tokenizer.SpecialTokens.Contains(id) ? 0 : 1;
        return open == 0 ? 0 : Math.Max(1, (int)Math.Round(open * probability));
    }

    /// <summary>The rows with tokens hidden, and the ids that stood there, in the order of the batch's positions.</summary>
    public (TokenBatch Batch, Tensor Labels) Hide(EncodedRows rows, int[] numbers, int padId, ulong seed, Device device)
    {
        int[][] hidden = [.. numbers.Select(n => rows.Ids[n].ToArray())];
        int length = Math.Max(1, hidden.Max(row => row.Length));
        var positions = new List<long>();
        var labels = new List<long>();
        for (int row = 0; row < hidden.Length; row++)
        {
            ulong rowSeed = seed ^ Randomness.For(numbers[row], "mask");
            int[] open = [.. Enumerable.Range(0, hidden[row].Length).Where(i => !tokenizer.SpecialTokens.Contains(hidden[row][i]))];
            int count = Count(hidden[row]);
            Randomness.Shuffle(open.AsSpan(), rowSeed);
            for (int i = 0; i < count; i++)
            {
                positions.Add((long)row * length + open[i]);
                labels.Add(hidden[row][open[i]]);
                ulong chance = Randomness.For((int)(rowSeed & int.MaxValue), "token", i);
                if (chance % 10 < 8)
                    hidden[row][open[i]] = _mask;
                else if (chance % 10 == 8)
                    hidden[row][open[i]] = _ordinary[(int)(chance / 10 % (ulong)_ordinary.Length)];
            }
        }
        var batch = TokenBatch.From([.. hidden.Select(row => (ReadOnlyMemory<int>)row)], null, padId, device);
        return (batch with { Positions = Transfer.Of(positions.ToArray(), device) }, Transfer.Of(labels.ToArray(), device));
    }
}
