using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Playground;

/// <summary>How an answer ended.</summary>
/// <param name="FinishReason">The model's own word, such as <c>stop</c> or <c>length</c>; null where it gave none.</param>
/// <param name="InputTokens">Tokens sent, where the model counted them.</param>
/// <param name="OutputTokens">Tokens written, where the model counted them.</param>
/// <param name="FirstSeconds">Until the first letter came; null where none did.</param>
/// <param name="Seconds">Until the last one.</param>
/// <param name="Cost">What it cost, where prices are known.</param>
public sealed record AnswerEnd(string? FinishReason, long? InputTokens, long? OutputTokens, double? FirstSeconds, double Seconds, string? Cost);

/// <summary>More text of an answer, or its end.</summary>
public sealed record AnswerChunk(string Text, AnswerEnd? End = null);

/// <summary>Fills a prompt and streams a model's answer to it.</summary>
public sealed class AskModel(IDbContextFactory<StudioDb> contexts, RenderPrompt render, ProjectModels models, TimeProvider time)
{
    /// <exception cref="InvalidInputException">The prompt cannot be filled with these values.</exception>
    /// <exception cref="ModelCallException">The model did not answer.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow calls that cost something.</exception>
    public async IAsyncEnumerable<AnswerChunk> RunAsync(
        Actor actor, Guid projectId, string modelId, PromptContent content, IReadOnlyDictionary<string, string> values, PromptSettings? overrides = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var model = await models.OpenAsync(actor, projectId, modelId, cancel);
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.CheckSnapshotAsync(projectId, content, cancel);
        var given = values.ToDictionary(pair => pair.Key, object? (pair) => pair.Value);
        var prepared = await render.PrepareAsync(projectId, content, cancel);
        var messages = await Task.Run(() => prepared.FillAsync(given, cancel), cancel);
        var began = time.GetTimestamp();
        double? first = null;
        var (finish, usage) = ((string?)null, (UsageDetails?)null);
        await foreach (var update in model.Client.GetStreamingResponseAsync(
            [.. messages.Select(message => new ChatMessage(new ChatRole(message.Role), message.Content))], Options(content.Settings, overrides), cancel))
        {
            finish = update.FinishReason?.Value ?? finish;
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            if (update.Text.Length == 0)
                continue;
            first ??= time.GetElapsedTime(began).TotalSeconds;
            yield return new AnswerChunk(update.Text);
        }

        yield return new AnswerChunk("", new AnswerEnd(
            finish, usage?.InputTokenCount, usage?.OutputTokenCount, first, time.GetElapsedTime(began).TotalSeconds, Cost(model.Listing.Price, usage)));
    }

    /// <summary>What is set for the whole sheet counts before what the prompt says.</summary>
    internal static ChatOptions Options(PromptSettings? own, PromptSettings? overrides) => new()
    {
        Temperature = (float?)(overrides?.Temperature ?? own?.Temperature),
        TopP = (float?)(overrides?.TopP ?? own?.TopP),
        MaxOutputTokens = overrides?.MaxTokens ?? own?.MaxTokens,
        Seed = overrides?.Seed ?? own?.Seed,
        StopSequences = (overrides?.Stop ?? own?.Stop)?.ToList(),
    };

    private static string? Cost(ModelPrice? price, UsageDetails? usage) => price is null || usage is not { InputTokenCount: { } sent, OutputTokenCount: { } written }
        ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{price.Of(sent, written):0.######} {price.Currency}");
}
