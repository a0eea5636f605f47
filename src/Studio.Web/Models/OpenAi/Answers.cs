using System.Text.Json.Nodes;
using System.Threading.Channels;
using Studio.Core.Models.Serving.Asking;
using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>Has all choices of a request written at the same time, and sends them whole or as they come.</summary>
internal sealed class Answers(OpenAiCall call, CallableModel model, TextGenerator generator, SharedQuestion shared, IReadOnlyList<int[]> prompts, string field)
{
    // Pieces that may wait for the client; the answer itself is written at its own pace.
    private const int Waiting = 256;

    private int Choices => prompts.Count * shared.Choices;

    private int PromptTokens => prompts.Sum(prompt => prompt.Length);

    /// <exception cref="BadFieldException">The model cannot read a prompt.</exception>
    public Answers Checked()
    {
        foreach (var prompt in prompts)
            Check(prompt);
        return this;
    }

    public async Task SendAsync(AnswerForm form, bool writes = true)
    {
        call.Asked(model, PromptTokens);
        if (!writes)
            await WholeAsync(form.Whole(Enumerable.Range(0, Choices).Select(i => form.WholeOf(i, null)), new TokenCount(PromptTokens, 0)));
        else if (shared.Stream)
            await StreamAsync(form);
        else
            await WholeAsync(await WriteAsync(form));
    }

    private async Task<JsonObject> WriteAsync(AnswerForm form)
    {
        var written = await Task.WhenAll(Enumerable.Range(0, Choices).Select(async i =>
        {
            var answer = await generator.GenerateAsync(Request(i), call.Cancel);
            call.Wrote(answer.OutputIds.Count);
            return answer;
        }));
        return form.Whole(written.Select((answer, i) => form.WholeOf(i, answer)), new TokenCount(PromptTokens, written.Sum(a => a.OutputIds.Count), written.Sum(a => a.CachedTokens)));
    }

    private Task WholeAsync(JsonObject answer) => call.Context.Response.WriteAsJsonAsync(answer, OpenAiJson.Options, call.Cancel);

    private async Task StreamAsync(AnswerForm form)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        var pieces = Channel.CreateBounded<(int Index, GeneratedPiece Piece)>(new BoundedChannelOptions(Waiting) { SingleReader = true });
        var writing = Task.WhenAll(Enumerable.Range(0, Choices).Select(i => PumpAsync(i, pieces.Writer, stop.Token)));
        _ = writing.ContinueWith(all => pieces.Writer.TryComplete(all.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            // What is wrong with the first token can still be told by a status.
            await pieces.Reader.WaitToReadAsync(call.Cancel);
            if (!pieces.Reader.TryPeek(out _))
                await pieces.Reader.Completion;
            var events = new EventStream(call.Context.Response, call.Cancel);
            await events.BeginAsync();
            await SendPiecesAsync(form, events, pieces.Reader);
        }
        finally
        {
            await stop.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendPiecesAsync(AnswerForm form, EventStream events, ChannelReader<(int Index, GeneratedPiece Piece)> pieces)
    {
        var opened = new bool[Choices];
        var tokens = 0;
        await foreach (var (index, piece) in pieces.ReadAllAsync(call.Cancel))
        {
            tokens += piece.Ids.Count;
            if (!opened[index] && form.Opening(index) is { } opening)
                await events.SendAsync(form.Piece(opening, null, shared.StreamUsage));
            opened[index] = true;
            // A token that completes no character has nothing to say yet.
            if (piece.Text.Length > 0 || piece.Logprobs.Count > 0 || piece.Finish is not null)
                await events.SendAsync(form.Piece(form.PieceOf(index, piece), null, shared.StreamUsage));
        }

        if (shared.StreamUsage)
            await events.SendAsync(form.Piece(null, new TokenCount(PromptTokens, tokens), true));
        await events.DoneAsync();
    }

    private async Task PumpAsync(int index, ChannelWriter<(int, GeneratedPiece)> pieces, CancellationToken cancel)
    {
        try
        {
            await foreach (var piece in generator.StreamAsync(Request(index), cancel))
            {
                call.Wrote(piece.Ids.Count);
                await pieces.WriteAsync((index, piece), cancel);
            }
        }
        catch (Exception reason) when (reason is not OperationCanceledException)
        {
            // The first that fails ends the others too: half an answer helps nobody.
            pieces.TryComplete(reason);
            throw;
        }
    }

    private GenerationRequest Request(int choice) => shared.Of(prompts[choice / shared.Choices], choice % shared.Choices);

    private void Check(int[] prompt)
    {
        foreach (var id in prompt)
        {
            if (id < 0 || id >= generator.VocabularySize)
                throw new BadFieldException(field, $"The prompt has the token {id}, and the model knows those from 0 to {generator.VocabularySize - 1}.", "invalid_value");
        }

        if (prompt.Length == 0)
            throw new BadFieldException(field, "The prompt has no tokens. A model needs at least one to begin with.", "empty_prompt");
        if (prompt.Length >= generator.MaxTokens)
            throw new BadFieldException(field, $"The prompt has {prompt.Length} tokens, and the model reads {generator.MaxTokens} at most, those of the answer included. Shorten the prompt.", "context_length_exceeded");
    }
}
