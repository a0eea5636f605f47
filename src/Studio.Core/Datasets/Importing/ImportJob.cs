using System.Diagnostics;
using System.Threading.Channels;
using Studio.Core.Datasets.Importing.Reading;
using Studio.Core.Datasets.Live;
using Studio.Core.Storage;

namespace Studio.Core.Datasets.Importing;

/// <summary>Runs one import from where it stands to its end: a reader that is one chunk ahead, and a writer.</summary>
internal sealed class ImportJob(ImportWriter writer, DatasetFeeds feeds, StorageRoot storage)
{
    /// <exception cref="InvalidInputException">The file cannot be imported; nothing more will be written.</exception>
    /// <exception cref="ImportInterruptedException">Cancelled, or taken over.</exception>
    public async Task RunAsync(DatasetImport import, CancellationToken cancel)
    {
        var plan = ImportPlan.FromJson(import.Plan!);
        var path = storage.Upload(import.Id);
        if (!File.Exists(path))
            throw new InvalidInputException("The uploaded file is no longer here. Upload it again.");
        using var file = new SourceFile(path, plan.Form.Encoding);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var chunks = Channel.CreateBounded<ImportChunk>(2);
        var reading = Task.Run(() => ReadAsync(file, plan, import, chunks.Writer, stop.Token), stop.Token);
        try
        {
            await WriteAsync(import, file, chunks.Reader, stop.Token);
        }
        finally
        {
            // The file is closed only once nobody reads it.
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAsync(SourceFile file, ImportPlan plan, DatasetImport import, ChannelWriter<ImportChunk> chunks, CancellationToken cancel)
    {
        IRowReader? reader = null;
        try
        {
            reader = RowReaders.Open(file, plan.Form);
            var chunk = new ImportChunk(import.RowsRead);
            // Rows that were stored before a restart are read past.
            foreach (var row in reader.Read(plan.Columns).SkipWhile(r => r.Number <= import.RowsRead))
            {
                chunk.Add(import.Id, row, plan.Columns.AllInto);
                if (!chunk.IsFull)
                    continue;
                await chunks.WriteAsync(chunk, cancel);
                chunk = new ImportChunk(chunk.LastRow);
            }

            if (!chunk.IsEmpty)
                await chunks.WriteAsync(chunk, cancel);
            chunks.Complete();
        }
        catch (BadBytesException bytes)
        {
            chunks.Complete(new InvalidInputException(ImportProblems.Sentence(bytes, (reader?.RowsRead ?? 0) + 1)));
        }
        catch (Exception error)
        {
            chunks.Complete(error);
        }
    }

    private async Task WriteAsync(DatasetImport import, SourceFile file, ChannelReader<ImportChunk> chunks, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var rowsRead = import.RowsRead;
        Progress(import, file, rowsRead, watch);
        await foreach (var chunk in chunks.ReadAllAsync(cancel))
        {
            await writer.WriteAsync(import.Id, chunk, cancel);
            rowsRead = chunk.LastRow;
            Progress(import, file, rowsRead, watch);
        }

        await writer.CompleteAsync(import.Id, rowsRead, cancel);
    }

    private void Progress(DatasetImport import, SourceFile file, long rows, Stopwatch watch)
    {
        var fraction = file.Fraction;
        var left = fraction is > 0.01 and < 1 ? watch.Elapsed * ((1 - fraction) / fraction) : (TimeSpan?)null;
        var detail = $"{rows:N0} rows" + (left > TimeSpan.FromSeconds(1) ? $", {Words(left.Value)} left" : "");
        feeds.Publish(import.DatasetId, new DatasetEvent.Progress(new DatasetWork(import.Id, $"Importing {import.FileName}", fraction, detail)));
    }

    private static string Words(TimeSpan left) => left.TotalMinutes < 1.5 ? $"about {left.TotalSeconds:N0} s" : $"about {left.TotalMinutes:N0} min";
}
