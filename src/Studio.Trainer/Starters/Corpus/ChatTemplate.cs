namespace Studio.Trainer.Starters.Corpus;

/// <summary>How the starter language model reads a conversation; the same words stand in its <c>chat_template.jinja</c>.</summary>
internal static class ChatTemplate
{
    /// <summary>A question with its answer. What ends a text ends the answer too.</summary>
    public static string Write(string question, string answer) => $"User: {question}\nAssistant: {answer}";
}
