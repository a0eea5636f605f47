using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Suggestions;

/// <summary>A session whose prompt is to be asked.</summary>
internal sealed record SuggestionOrder(Guid SessionId, Guid ProjectId, Guid SchemaId, PromptSuggestions Prompt);

/// <summary>An example to ask about.</summary>
internal sealed record SuggestionText(long TaskId, string Text);

/// <summary>Asks prompts about examples beside the pages that will show them, each example once however many pages wait for it.</summary>
public sealed partial class PromptSuggester(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, RenderPrompt render, ProjectModels models, PromptRunOptions options, TimeProvider time,
    ILogger<PromptSuggester> logger) : IAsyncDisposable
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan FailedFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Choice, long TaskId), TaskCompletionSource> _asked = new();
    private readonly ConcurrentDictionary<Task, bool> _working = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts asking about what is not being asked about already.</summary>
    /// <returns>For each example a task that ends with its answer, whatever that is.</returns>
    internal IReadOnlyList<Task> Begin(SuggestionOrder order, IReadOnlyList<SuggestionText> texts)
    {
        var (all, fresh) = (new List<Task>(), new List<SuggestionText>());
        foreach (var text in texts)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var asked = _asked.GetOrAdd((order.Prompt.Id, text.TaskId), mine);
            all.Add(asked.Task);
            if (asked == mine)
                fresh.Add(text);
        }

        if (fresh.Count > 0)
        {
            var work = Task.Run(() => WorkAsync(order, fresh));
            _working[work] = true;
            _ = work.ContinueWith(done => _working.TryRemove(done, out _), TaskScheduler.Default);
        }

        return all;
    }

    internal bool IsAsking(SuggestionOrder order, long taskId) => _asked.ContainsKey((order.Prompt.Id, taskId));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_working.Keys);
        _stop.Dispose();
    }

    private async Task WorkAsync(SuggestionOrder order, IReadOnlyList<SuggestionText> texts)
    {
        try
        {
            await AskAllAsync(order, texts, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked again when a page wants it.
        }
        catch (Exception error)
        {
            LogTrouble(order.SessionId, error);
        }
        finally
        {
            foreach (var text in texts)
                End(order, text);
        }
    }

    private async Task AskAllAsync(SuggestionOrder order, IReadOnlyList<SuggestionText> texts, CancellationToken cancel)
    {
        ChatModel model;
        AskRow ask;
        IReadOnlyList<(Guid Id, string Name)> labels;
        try
        {
            var content = await ContentAsync(order, cancel);
            labels = await LabelsAsync(order, cancel);
            var reading = RowMessages.Reading(content, [.. labels.Select(l => l.Name)]);
            var messages = new RowMessages(await render.PrepareAsync(order.ProjectId, content, cancel), content, reading.Labels);
            model = await models.OpenAsync(new Actor(order.Prompt.ChosenById), order.ProjectId, order.Prompt.ModelId, cancel);
            ask = new AskRow(model.Client, messages, new ScoreAnswer(new AnswerScorer(), reading), MaxAttempts, new Pace(options, time), time);
        }
        catch (StudioException problem)
        {
            foreach (var text in texts)
                await KeepAsync(order, text, SuggestionOutcome.Failed, null, problem.Message);
            return;
        }

        using (model)
        {
            // Between the page's look and this one, another page's order may have ended.
            var known = await KnownAsync(order, texts, cancel);
            await Parallel.ForEachAsync(texts.Where(text => !known.ContainsKey(text.TaskId)), new ParallelOptions { MaxDegreeOfParallelism = model.Listing.MaxConcurrency, CancellationToken = cancel }, async (text, token) =>
            {
                var (row, _) = await ask.RunAsync(order.SessionId, new RowQuestion(0, "", text.Text, ""), token);
                var label = Known(labels, row.Prediction);
                var outcome = row.Outcome == RowOutcome.Failed ? SuggestionOutcome.Failed : label is null ? SuggestionOutcome.NoLabel : SuggestionOutcome.Made;
                await KeepAsync(order, text, outcome, label, row.Reason);
                End(order, text);
            });
        }
    }

    /// <summary>What is kept of this choice. A label that was retired meanwhile is no suggestion any more; what failed is tried again after a while.</summary>
    internal async Task<Dictionary<long, LabelSuggestion>> KnownAsync(SuggestionOrder order, IReadOnlyList<SuggestionText> texts, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (ids, since) = (texts.Select(t => t.TaskId).ToList(), time.GetUtcNow().UtcDateTime - FailedFor);
        return await db.LabelSuggestions.AsNoTracking()
            .Where(s => ids.Contains(s.TaskId) && s.ChoiceId == order.Prompt.Id && (s.Outcome != SuggestionOutcome.Failed || s.At > since))
            .Where(s => s.LabelId == null || db.SchemaLabels.Any(l => l.Id == s.LabelId && l.RetiredAt == null))
            .ToDictionaryAsync(s => s.TaskId, cancel);
    }

    private async Task<PromptContent> ContentAsync(SuggestionOrder order, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var content = await db.PromptVersions.AsNoTracking()
            .Where(v => v.PromptId == order.Prompt.PromptId && v.Number == order.Prompt.Version && v.Prompt.ProjectId == order.ProjectId)
            .Select(v => v.Content).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("version of the prompt");
        return PromptContent.FromJson(content);
    }

    private async Task<IReadOnlyList<(Guid Id, string Name)>> LabelsAsync(SuggestionOrder order, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var labels = await db.SchemaLabels.AsNoTracking().Where(l => l.SchemaId == order.SchemaId && l.RetiredAt == null).OrderBy(l => l.Order)
            .Select(l => new { l.Id, l.Name }).ToListAsync(cancel);
        return labels.ConvertAll(l => (l.Id, l.Name));
    }

    // The prompt may spell a label in its own way; the session's exact one comes first.
    private static Guid? Known(IReadOnlyList<(Guid Id, string Name)> labels, string? said) => said is null ? null
        : labels.Where(l => string.Equals(l.Name, said, StringComparison.OrdinalIgnoreCase)).OrderByDescending(l => l.Name == said).Select(l => (Guid?)l.Id).FirstOrDefault();

    private Task KeepAsync(SuggestionOrder order, SuggestionText text, SuggestionOutcome outcome, Guid? label, string? problem) => gate.WriteAsync(async (db, token) =>
    {
        // The example may have been removed while it was asked about.
        if (!await db.LabelingTasks.AnyAsync(t => t.Id == text.TaskId, token))
            return;
        var now = time.GetUtcNow().UtcDateTime;
        if (await db.LabelSuggestions.SingleOrDefaultAsync(s => s.TaskId == text.TaskId, token) is { } kept)
            (kept.ChoiceId, kept.Outcome, kept.LabelId, kept.Problem, kept.At) = (order.Prompt.Id, outcome, label, problem, now);
        else
            db.LabelSuggestions.Add(new LabelSuggestion { TaskId = text.TaskId, SessionId = order.SessionId, ChoiceId = order.Prompt.Id, Outcome = outcome, LabelId = label, Problem = problem, At = now });
    }, CancellationToken.None);

    private void End(SuggestionOrder order, SuggestionText text)
    {
        if (_asked.TryRemove((order.Prompt.Id, text.TaskId), out var asked))
            asked.TrySetResult();
    }

    [LoggerMessage(LogLevel.Error, "Suggestions for the labeling session {SessionId} could not be made")]
    private partial void LogTrouble(Guid sessionId, Exception error);
}
