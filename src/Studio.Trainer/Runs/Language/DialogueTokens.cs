using System.Text.Json;
using Studio.Templates;
using Studio.Trainer.Generation;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs.Language;

/// <summary>
/// Turns a row into tokens and says which of them the model is to learn: all of a plain text, the completion after a prompt, the assistant's
/// turns of a conversation. Conversations are written by the model's own chat template, as they are when the model is asked.
/// </summary>
internal sealed class DialogueTokens(ITokenizer tokenizer, ChatFormat? chat, IReadOnlySet<int> endIds)
{
    private readonly int? _end = tokenizer.SpecialTokens.Eos ?? endIds.Cast<int?>().FirstOrDefault();

    /// <exception cref="TrainingException">The row cannot be written for this model; the message says why.</exception>
    public LanguageRow Encode(TrainingRow row) =>
        row.Messages is { Count: > 0 } messages ? OfMessages(row, messages)
        : row.Prompt is { } prompt ? Joined(tokenizer.Encode(prompt).Ids, tokenizer.Encode(prompt + row.Completion).Ids)
        : Plain(row.Text);

    /// <summary>A row by what is taught: one answer, or two of which one is preferred.</summary>
    public (LanguageRow First, LanguageRow? Second) Read(TrainingRow row, Models.TaskKind kind) =>
        kind is Models.TaskKind.Preference or Models.TaskKind.Reward ? EncodePair(row) : (Encode(row), null);

    /// <summary>A prompt with the preferred answer, and with the other.</summary>
    /// <exception cref="TrainingException">The prompt is a conversation that the template refuses.</exception>
    public (LanguageRow Chosen, LanguageRow Rejected) EncodePair(TrainingRow row)
    {
        if (row.Messages is not { } messages)
            return (OfPrompt(row.Prompt ?? "", row.Chosen!), OfPrompt(row.Prompt ?? "", row.Rejected!));
        return (OfMessages(row, [.. messages.Select(m => m with { Weight = 0 }), new("assistant", row.Chosen!)]), OfMessages(row, [.. messages.Select(m => m with { Weight = 0 }), new("assistant", row.Rejected!)]));
    }

    private LanguageRow OfPrompt(string prompt, string answer) => Joined(tokenizer.Encode(prompt).Ids, tokenizer.Encode(prompt + answer).Ids);

    private LanguageRow Plain(string text)
    {
        int[] ids = WithEnd(tokenizer.Encode(text).Ids);
        return new(ids, [.. ids.Select((_, i) => i > 0)]);
    }

    /// <summary>What stands behind the tokens that both have is the completion: the prompt's last token may look different with it.</summary>
    private LanguageRow Joined(int[] prompt, int[] whole)
    {
        int common = 0;
        while (common < prompt.Length && common < whole.Length && prompt[common] == whole[common])
            common++;
        int[] ids = WithEnd(whole);
        return new(ids, [.. ids.Select((_, i) => i > 0 && i >= common)]);
    }

    private LanguageRow OfMessages(TrainingRow row, IReadOnlyList<RowMessage> messages)
    {
        if (chat is null)
            throw new TrainingException($"The row \"{row.Id}\" is a conversation (messages), and the base model's folder has no chat template to write it with. Bring a model that has one, or rows with \"prompt\" and \"completion\".");
        try
        {
            var all = JsonSerializer.SerializeToElement(messages.Select(m => new { role = m.Role, content = m.Content }));
            var rendered = chat.Render(all, addGenerationPrompt: false);
            var spans = rendered.Generated.Count > 0 ? rendered.Generated : Turns(row, messages, rendered.Text);
            var encoding = tokenizer.Encode(rendered.Text, addSpecialTokens: false);
            return new(encoding.Ids, [.. encoding.Offsets.Select((at, i) => i > 0 && at.Length > 0 && spans.Any(span => at.End > span.Start && at.End <= span.End))]);
        }
        catch (TemplateException e)
        {
            throw new TrainingException($"The base model's chat template refuses the row \"{row.Id}\": {e.Message}", e);
        }
    }

    /// <summary>The assistant's turns of a template that does not mark them: what each adds to the conversation before it.</summary>
    private List<(int Start, int End)> Turns(TrainingRow row, IReadOnlyList<RowMessage> messages, string whole)
    {
        var turns = new List<(int, int)>();
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role != "assistant" || messages[i].Weight == 0)
                continue;
            string before = Part(messages, i, announce: true), after = Part(messages, i + 1, announce: false);
            if (!whole.StartsWith(before, StringComparison.Ordinal) || !whole.StartsWith(after, StringComparison.Ordinal))
                throw new TrainingException($"The base model's chat template writes earlier turns of the row \"{row.Id}\" differently once later ones follow, so that the assistant's words cannot be told apart. Give a template that marks them with {{% generation %}}, or rows with one answer each.");
            turns.Add((before.Length, after.TrimEnd().Length));
        }
        return turns;
    }

    private string Part(IReadOnlyList<RowMessage> messages, int count, bool announce) =>
        chat!.Render([.. messages.Take(count).Select(m => new ChatMessage(m.Role, m.Content))], announce);

    private int[] WithEnd(int[] ids) => _end is { } end && (ids.Length == 0 || ids[^1] != end) ? [.. ids, end] : ids;

    /// <summary>True where the last token that is learned ends an answer.</summary>
    public bool Ends(LanguageRow row)
    {
        int last = Array.FindLastIndex(row.Learned, learned => learned);
        return last >= 0 && (endIds.Contains(row.Ids[last]) || row.Ids[last] == _end);
    }
}
