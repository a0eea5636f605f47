using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Prompts.Connections;
using Studio.Trainer.Generation;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>A model of this server, asked like any other. A model without a chat template goes on with the messages' texts.</summary>
internal sealed class HostedChatClient(ModelHost host, CallableModel model) : IChatClient, ILabelAnswers
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly ChatClientMetadata _about = new("studio", null, model.Id);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            using var borrowed = await host.BorrowAsync<TextGenerator>(model.Files, cancellationToken);
            var request = Request(borrowed.Model, messages, options, cancellationToken);
            var answer = await borrowed.Model.GenerateAsync(request, cancellationToken);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.Text))
            {
                ModelId = model.Id, FinishReason = Reason(answer.Finish), Usage = Usage(answer.PromptTokens, answer.OutputIds.Count),
            };
        }
        catch (Exception reason) when (Explain(reason) is { } told)
        {
            throw told;
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var borrowed = await ToldAsync(() => host.BorrowAsync<TextGenerator>(model.Files, cancellationToken));
        var request = await ToldAsync(() => Task.FromResult(Request(borrowed.Model, messages, options, cancellationToken)));
        await using var pieces = borrowed.Model.StreamAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var tokens = 0;
        while (await ToldAsync(() => pieces.MoveNextAsync().AsTask()))
        {
            var piece = pieces.Current;
            tokens += piece.Ids.Count;
            if (piece.Text.Length > 0)
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece.Text) { ModelId = model.Id };
            if (piece.Finish is { } finish)
                yield return new ChatResponseUpdate { Role = ChatRole.Assistant, FinishReason = Reason(finish), ModelId = model.Id };
        }

        yield return new ChatResponseUpdate { Role = ChatRole.Assistant, Contents = [new UsageContent(Usage(request.PromptIds.Count, tokens))], ModelId = model.Id };
    }

    public Task<(IReadOnlyList<ContinuationScore> Scores, int Tokens)> ScoreAsync(IEnumerable<ChatMessage> messages, IReadOnlyList<string> labels, CancellationToken cancel) => ToldAsync(async () =>
    {
        using var borrowed = await host.BorrowAsync<TextGenerator>(model.Files, cancel);
        var generator = borrowed.Model;
        // Behind a chat template the answer begins without a blank, behind plain text with one.
        var context = generator.Chat is null ? Plain(messages) : Questions.Render(generator, Json(messages), cancel);
        var scores = await generator.ScoreAsync(context, [.. labels.Select(label => generator.Chat is null ? " " + label : label)], cancel);
        return (scores, generator.Tokenizer.Encode(context, addSpecialTokens: false).Length);
    });

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _about : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The model is the host's.
    }

    private static GenerationRequest Request(TextGenerator generator, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancel) => new()
    {
        PromptIds = generator.Chat is null ? Questions.OfText(generator, Plain(messages)) : Questions.OfChat(generator, Json(messages), cancel),
        MaxNewTokens = options?.MaxOutputTokens ?? int.MaxValue,
        Sampling = new SamplingSettings
        {
            Temperature = options?.Temperature is { } temperature ? Math.Round(temperature, 6) : 1,
            TopP = options?.TopP is { } topP ? Math.Round(topP, 6) : 1,
            TopK = options?.TopK ?? 0,
            FrequencyPenalty = options?.FrequencyPenalty ?? 0,
            PresencePenalty = options?.PresencePenalty ?? 0,
        },
        Seed = options?.Seed is { } seed ? unchecked((int)(seed ^ (seed >> 32))) : null,
        Stop = [.. (options?.StopSequences ?? []).Where(stop => stop.Length > 0)],
        Schema = options?.ResponseFormat is ChatResponseFormatJson json ? json.Schema is { } schema ? JsonSchemaConstraint.Parse(schema) : JsonSchemaConstraint.AnyObject() : null,
    };

    private static string Plain(IEnumerable<ChatMessage> messages) => string.Join("\n\n", messages.Select(m => m.Text));

    private static JsonElement Json(IEnumerable<ChatMessage> messages) => JsonSerializer.SerializeToElement(messages.Select(m => new { role = m.Role.Value, content = m.Text }));

    private static ChatFinishReason Reason(FinishReason finish) => finish == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;

    private static UsageDetails Usage(int prompt, int completion) => new() { InputTokenCount = prompt, OutputTokenCount = completion, TotalTokenCount = prompt + completion };

    private static async Task<T> ToldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception reason) when (Explain(reason) is { } told)
        {
            throw told;
        }
    }

    private static ModelCallException? Explain(Exception reason) => reason switch
    {
        ModelCallException => null,
        GenerationException { IsRefusal: true } => new ModelCallException(ModelCallFailure.Refused, reason.Message, null, reason),
        GenerationException => new ModelCallException(ModelCallFailure.ServerError, reason.Message, null, reason),
        Trainer.Text.TokenizerException => new ModelCallException(ModelCallFailure.Refused, "This model's folder has no tokenizer, so it takes no texts.", null, reason),
        UnavailableException => new ModelCallException(ModelCallFailure.Busy, reason.Message, AskAgain, reason),
        StudioException => new ModelCallException(ModelCallFailure.Refused, reason.Message, null, reason),
        _ => null,
    };
}
