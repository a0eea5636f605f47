using Microsoft.Extensions.AI;
using Studio.Trainer.Generation;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>
/// A model that says how likely each label is as the answer, instead of writing one. Reached through <see cref="IChatClient.GetService"/>; models behind
/// connections have none, because providers do not tell the likelihood of given texts.
/// </summary>
public interface ILabelAnswers
{
    /// <summary>One pass over the conversation, all labels from it; nothing is normalized, so that every calibration can be made of it later.</summary>
    /// <returns>One score for each label, in their order, and the tokens of the conversation.</returns>
    /// <exception cref="Prompts.Connections.ModelCallException">The model cannot score this.</exception>
    Task<(IReadOnlyList<ContinuationScore> Scores, int Tokens)> ScoreAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, IReadOnlyList<string> labels, CancellationToken cancel);
}
