using System.Threading.Channels;
using Studio.Core.Persistence;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>Stores ended rows in batches, each in one transaction with the run's figures, and then tells whoever watches.</summary>
internal sealed class PromptRunRecorder(PromptRun run, IWriteGate gate, PromptRunFeeds feeds, PromptRunOptions options, TimeProvider time)
{
    private const int BatchSize = 200;

    private readonly Channel<PromptRunRow> _rows = Channel.CreateBounded<PromptRunRow>(new BoundedChannelOptions(2 * BatchSize) { SingleReader = true });
    private readonly long _began = time.GetTimestamp();
    private long _counted = time.GetTimestamp();
    private int _ended;

    public PromptRunStatus Status { get; private set; } = PromptRunStatus.Of(run);

    public ValueTask AddAsync(PromptRunRow row, CancellationToken cancel) => _rows.Writer.WriteAsync(row, cancel);

    /// <summary>No more rows will come; <see cref="WriteAllAsync"/> ends once all are stored.</summary>
    public void Complete() => _rows.Writer.TryComplete();

    /// <exception cref="LeaseLostException">The run is another attempt's by now; what it has not stored, that one asks again.</exception>
    public async Task WriteAllAsync()
    {
        var batch = new List<PromptRunRow>(BatchSize);
        while (await _rows.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchSize && _rows.Reader.TryRead(out var row))
                batch.Add(row);
            await StoreAsync(batch);
            await Task.Delay(options.Flush, time);
        }
    }

    /// <summary>Tells how the run stands, after that was written.</summary>
    public Task PublishAsync(Func<PromptRunStatus, PromptRunStatus> change)
    {
        Status = change(Status);
        return feeds.PublishAsync(run.ProjectId, run.Id, Status, []);
    }

    private async Task StoreAsync(List<PromptRunRow> batch)
    {
        var seconds = time.GetElapsedTime(_counted).TotalSeconds;
        _counted = time.GetTimestamp();
        var (right, wrong, unread, failed) = (Count(batch, RowOutcome.Right), Count(batch, RowOutcome.Wrong), Count(batch, RowOutcome.Unread), Count(batch, RowOutcome.Failed));
        var (input, output) = (batch.Sum(row => (long)row.InputTokens), batch.Sum(row => (long)row.OutputTokens));
        await gate.WriteAsync(async (db, token) =>
        {
            await PromptRunQueue.UpdateAsync(db, run, r => r
                .SetProperty(p => p.Right, p => p.Right + right).SetProperty(p => p.Wrong, p => p.Wrong + wrong)
                .SetProperty(p => p.Unread, p => p.Unread + unread).SetProperty(p => p.Failed, p => p.Failed + failed)
                .SetProperty(p => p.InputTokens, p => p.InputTokens + input).SetProperty(p => p.OutputTokens, p => p.OutputTokens + output)
                .SetProperty(p => p.Seconds, p => p.Seconds + seconds), token);
            db.PromptRunRows.AddRange(batch);
        });
        _ended += batch.Count;
        var pace = time.GetElapsedTime(_began).TotalSeconds / _ended;
        Status = Status with
        {
            Right = Status.Right + right, Wrong = Status.Wrong + wrong, Unread = Status.Unread + unread, Failed = Status.Failed + failed,
            InputTokens = Status.InputTokens + input, OutputTokens = Status.OutputTokens + output, Seconds = Status.Seconds + seconds,
        };
        Status = Status with { Price = Price(Status), SecondsLeft = pace * (Status.Total - Status.Done) };
        await feeds.PublishAsync(run.ProjectId, run.Id, Status,
            [.. batch.Select(row => new EndedRow(row.Position, row.ExampleId, row.Label, row.Outcome, row.Prediction, row.Reason, row.Milliseconds))]);
    }

    private double? Price(PromptRunStatus status) => run is { InputPrice: { } input, OutputPrice: { } output }
        ? ((status.InputTokens * input) + (status.OutputTokens * output)) / 1e6 : null;

    private static int Count(List<PromptRunRow> batch, RowOutcome outcome) => batch.Count(row => row.Outcome == outcome);
}
