using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>Importing as a person does it: upload, look at the preview, confirm, wait.</summary>
internal static class Imports
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    public static byte[] Zstd(byte[] content)
    {
        using var packer = new ZstdSharp.Compressor();
        return packer.Wrap(content).ToArray();
    }

    public static Task<Guid> UploadAsync(this DatasetsHost host, Guid dataset, byte[] content, string name = "rows.csv") =>
        host.Get<ReceiveUpload>().RunAsync(host.Maintainer, dataset, name, new MemoryStream(content), cancel: Cancel);

    public static Task<ImportPreview> PreviewAsync(this DatasetsHost host, Guid import, RowForm? form = null) =>
        host.Get<PreviewImport>().RunAsync(host.Maintainer, import, form, Cancel);

    /// <summary>Uploads and imports with what Studio guesses, and waits for the end, whichever it is.</summary>
    public static async Task<DatasetImport> ImportAsync(
        this DatasetsHost host, Guid dataset, byte[] content, string name = "rows.csv", RowForm? form = null, Func<ColumnMapping, ColumnMapping>? map = null)
    {
        var import = await host.UploadAsync(dataset, content, name);
        var preview = await host.PreviewAsync(import, form);
        using var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe();
        await host.Get<StartImport>().RunAsync(
            host.Maintainer, import, new ImportPlan(preview.Form, (map ?? (m => m))(preview.Guess!)), Cancel);
        await host.EndedAsync(feed, import);
        return await host.ImportOfAsync(import);
    }

    public static async Task EndedAsync(this DatasetsHost host, Studio.Core.Live.LiveSubscription<DatasetActivity, DatasetEvent> feed, Guid import)
    {
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            if (batch.Changes.Any(c => c is DatasetEvent.Ended ended && ended.WorkId == import)
                || batch.IsSnapshot && (await host.ImportOfAsync(import)).FinishedAt is not null)
                return;
        }
    }

    public static async Task<DatasetImport> ImportOfAsync(this DatasetsHost host, Guid import)
    {
        await using var db = await host.ReadAsync();
        return await db.DatasetImports.AsNoTracking().SingleAsync(i => i.Id == import, Cancel);
    }

    public static async Task<List<Example>> ExamplesAsync(this DatasetsHost host, Guid dataset)
    {
        await using var db = await host.ReadAsync();
        return await db.Examples.AsNoTracking().Where(e => e.DatasetId == dataset).OrderBy(e => e.Position).ToListAsync(Cancel);
    }

    /// <summary>Rows that exist in the table, seen by queries or not.</summary>
    public static async Task<int> StoredAsync(this DatasetsHost host, Guid dataset)
    {
        await using var db = await host.ReadAsync();
        return await db.Examples.IgnoreQueryFilters().CountAsync(e => e.DatasetId == dataset, Cancel);
    }
}
