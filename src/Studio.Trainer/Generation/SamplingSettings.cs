using System.Globalization;

namespace Studio.Trainer.Generation;

/// <summary>How the next token is chosen from the model's scores. Names and meanings are those of transformers' GenerationConfig.</summary>
public sealed record SamplingSettings
{
    /// <summary>Always the likeliest token.</summary>
    public static SamplingSettings Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Divides the scores; 0 takes the likeliest token, whatever else is set.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only the likeliest tokens that together reach this probability; 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only so many of the likeliest tokens; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only tokens with at least this share of the likeliest one's probability; 0 for all.</summary>
    public double MinP { get; init; }

    /// <summary>Only tokens about as surprising as is usual here (Meister and others, 2023), up to this probability; 1 for all.</summary>
    public double TypicalP { get; init; } = 1;

    /// <summary>Makes tokens less likely that stand in the text already (Keskar and others, 2019); 1 for not at all.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>No run of so many tokens comes twice; 0 for no such rule.</summary>
    public int NoRepeatNgramSize { get; init; }

    /// <summary>Taken off the score of each token that was generated, once for each time (OpenAI).</summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>Taken off the score of each token that was generated, once (OpenAI).</summary>
    public double PresencePenalty { get; init; }

    internal bool IsGreedy => Temperature == 0;

    internal bool ChangesScores => RepetitionPenalty != 1 || NoRepeatNgramSize > 0 || FrequencyPenalty != 0 || PresencePenalty != 0;

    /// <summary>What is wrong with a value, or null.</summary>
    public string? Problem()
    {
        string? Check(string name, double value, double minimum, double maximum) => value >= minimum && value <= maximum
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it lies between {minimum} and {maximum}.");
        return Check("temperature", Temperature, 0, 100) ?? Check("top_p", TopP, 0, 1) ?? Check("top_k", TopK, 0, int.MaxValue) ?? Check("min_p", MinP, 0, 1)
            ?? Check("typical_p", TypicalP, 0, 1) ?? Check("repetition_penalty", RepetitionPenalty, 0.01, 100) ?? Check("no_repeat_ngram_size", NoRepeatNgramSize, 0, int.MaxValue)
            ?? Check("frequency_penalty", FrequencyPenalty, -2, 2) ?? Check("presence_penalty", PresencePenalty, -2, 2);
    }
}
