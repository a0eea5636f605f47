using Studio.Trainer.Generation;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>What the model writes now for a few fixed prompts of the validation rows, always the likeliest words. The score says whether it came to an end by itself.</summary>
internal sealed class SampleAnswers(PreparedRun run)
{
    public const int MostPrompts = 24;

    /// <summary>As many of the answers as are shown.</summary>
    public int Shown { get; } = Math.Max(run.ShownSamples, run.Recipe.Evaluation.SamplePrompts?.Count ?? 0);

    public IReadOnlyList<SamplePrediction> Write(CancellationToken cancel)
    {
        var asked = Fixed.Concat(Rows).Select(row => (Row: row, Prompt: Prompt(row))).Where(a => a.Prompt is not null).ToList();
        if (asked.Count == 0)
            return [];
        using var scope = NewDisposeScope();
        using var loop = new WritingLoop(run.Base.Model, new() { PrefixCacheTokens = 0 });
        var ends = run.Base.EndIds;
        var answers = new List<(TrainingRow Row, string Prompt, Answer Answer)>();
        foreach (var (row, prompt) in asked)
        {
            int[] ids = prompt!.Value.Ids;
            if (ids.Length == 0 || ids.Length >= loop.MaxTokens)
                continue;
            var answer = new Answer(new() { PromptIds = ids, MaxNewTokens = run.Recipe.Evaluation.GenerationMaxNewTokens, Sampling = SamplingSettings.Greedy }, run.Base.Tokenizer, ends, null, cancel);
            loop.Enqueue(answer);
            answers.Add((row, prompt.Value.Text, answer));
        }
        while (!loop.IsIdle)
            loop.Step();
        cancel.ThrowIfCancellationRequested();
        return [.. answers.Select(a => Told(a.Row, a.Prompt, a.Answer))];
    }

    /// <summary>What the recipe asks, as the training rows ask: as a turn of a conversation where these are some.</summary>
    private IEnumerable<TrainingRow> Fixed => (run.Recipe.Evaluation.SamplePrompts ?? []).Select((prompt, i) => run.Base.Chat is not null && run.Conversations
        ? new TrainingRow { Id = $"{FixedId}{i + 1}", Messages = [new("user", prompt)] } : new TrainingRow { Id = $"{FixedId}{i + 1}", Prompt = prompt });

    private IEnumerable<TrainingRow> Rows => run.Recipe.Evaluation is { SamplePrompts.Count: > 0, PredictWithGenerate: false } ? [] : run.Samples;

    /// <summary>How the ids of the recipe's own prompts begin.</summary>
    public const string FixedId = "prompt ";

    private (string Text, int[] Ids)? Prompt(TrainingRow row)
    {
        var tokenizer = run.Base.Tokenizer;
        if (row.Prompt is { } prompt)
            return (prompt, tokenizer.Encode(prompt).Ids);
        if (row.Messages is not { } messages || run.Base.Chat is not { } chat)
            return null;
        var before = (messages[^1].Role == "assistant" ? messages.SkipLast(1) : messages).ToList();
        string text = before.Count == 0 ? "" : chat.Render([.. before.Select(m => new ChatMessage(m.Role, m.Content))], addGenerationPrompt: true);
        return text.Length == 0 ? null : (before[^1].Content, tokenizer.Encode(text, addSpecialTokens: false).Ids);
    }

    private static SamplePrediction Told(TrainingRow row, string prompt, Answer answer)
    {
        var text = new System.Text.StringBuilder();
        FinishReason? finish = null;
        while (answer.Pieces.TryRead(out var piece))
        {
            text.Append(piece.Text);
            finish = piece.Finish;
        }
        string? expected = row.Completion ?? row.Chosen ?? (row.Messages is { Count: > 0 } m && m[^1].Role == "assistant" ? m[^1].Content : null);
        return new(row.Id, prompt, expected, text.ToString(), finish == FinishReason.Stop ? 1 : 0);
    }
}
