namespace Studio.Trainer.Runs.Language;

/// <summary>Says before the start what of the rows cannot be learned.</summary>
internal static class LanguageNotices
{
    /// <exception cref="TrainingException">Nothing at all can be learned from the rows.</exception>
    public static void Add(List<RunNotice> notices, LanguageReport report, string part, int maxLength)
    {
        if (report.Documents > 0 && report.Empty == report.Documents)
            throw new TrainingException($"Of none of the {report.Documents} {part} rows anything is left to learn within {maxLength} tokens: their prompts alone are longer. Raise max_length, or shorten the prompts.");
        if (report.Empty > 0)
            notices.Add(new(NoticeLevel.Warning, $"{report.Empty} of {report.Documents} {part} rows are left out, because nothing of their answer is within {maxLength} tokens (the first is \"{report.FirstEmpty}\"). Raise max_length, or shorten the prompts."));
        if (report.CutAnswers > 0)
            notices.Add(new(NoticeLevel.Warning, $"{report.CutAnswers} of {report.Documents} {part} rows are longer than {maxLength} tokens and lose the end of their answer (max_length): the model does not see there where to stop."));
        if (report.WithoutEnd * 2 > report.Documents)
            notices.Add(new(NoticeLevel.Warning, $"The answers of {report.WithoutEnd} of {report.Documents} {part} rows do not end with a token that ends a text for this model, so that it may not learn to stop. Compare the chat template with eos_token_id in generation_config.json."));
    }
}
