using Studio.Trainer.Runs;

namespace Studio.Trainer.Generation;

/// <summary>Chooses the tokens of one answer. The same seed and the same scores give the same tokens.</summary>
internal sealed class Sampler(SamplingSettings settings, int seed)
{
    private int _drawn;

    public SamplingSettings Settings => settings;

    /// <summary>Chooses from the scores, which are changed on the way.</summary>
    /// <param name="scores">One for each token of the vocabulary; ruled out tokens have minus infinity.</param>
    /// <param name="prompt">The ids of the prompt.</param>
    /// <param name="generated">The ids chosen so far.</param>
    public int Choose(Span<float> scores, IReadOnlyList<int> prompt, IReadOnlyList<int> generated)
    {
        Process(scores, prompt, generated);
        if (settings.IsGreedy)
            return LogitProcessors.Best(scores, 1)[0];
        float[] probabilities = LogitProcessors.Softmax(scores);
        double target = Draw(), reached = 0;
        int last = -1;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] <= 0)
                continue;
            last = i;
            if ((reached += probabilities[i]) > target)
                return i;
        }
        return last;
    }

    private void Process(Span<float> scores, IReadOnlyList<int> prompt, IReadOnlyList<int> generated)
    {
        if (settings.RepetitionPenalty != 1 || settings.NoRepeatNgramSize > 0)
        {
            int[] text = [.. prompt, .. generated];
            if (settings.RepetitionPenalty != 1)
                LogitProcessors.RepetitionPenalty(scores, text, settings.RepetitionPenalty);
            if (settings.NoRepeatNgramSize > 0)
                LogitProcessors.NoRepeatNgram(scores, text, settings.NoRepeatNgramSize);
        }
        if (settings.FrequencyPenalty != 0 || settings.PresencePenalty != 0)
            LogitProcessors.OccurrencePenalties(scores, generated, settings.FrequencyPenalty, settings.PresencePenalty);
        if (settings.IsGreedy)
            return;
        if (settings.Temperature != 1)
            LogitProcessors.Temperature(scores, settings.Temperature);
        if (settings.TopK > 0)
            LogitProcessors.TopK(scores, settings.TopK);
        if (settings.TopP < 1)
            LogitProcessors.TopP(scores, settings.TopP);
        if (settings.MinP > 0)
            LogitProcessors.MinP(scores, settings.MinP);
        if (settings.TypicalP < 1)
            LogitProcessors.TypicalP(scores, settings.TypicalP);
    }

    private double Draw() => (Randomness.For(seed, "sampling", _drawn++) >> 11) * (1.0 / (1UL << 53));
}
