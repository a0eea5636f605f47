using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Models.Cards;

/// <summary>A version's folder as one file, with its card as README.md.</summary>
public sealed class DownloadVersion(ReadCard cards, IDbContextFactory<StudioDb> contexts, StorageRoot storage)
{
    /// <summary>Checks the files and gives a function that writes them.</summary>
    /// <exception cref="ConflictException">The files are no longer those that were registered.</exception>
    public async Task<(string Name, Func<Stream, CancellationToken, Task> Write)> RunAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        var card = await cards.RunAsync(actor, versionId, cancel);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var manifest = await db.ModelVersions.Where(v => v.Id == versionId).Select(v => v.Manifest).SingleAsync(cancel);
        var folder = storage.Model(versionId);
        if (await ModelFolder.DifferencesAsync(folder, manifest, cancel) is { Count: > 0 } differences)
            throw new ConflictException($"The files are no longer those that were registered: {string.Join(' ', differences)} They are not handed out.");
        var name = $"{card.Version.Facts.Model}-v{card.Version.Facts.Number}";
        return (name, (target, token) => WriteAsync(folder, name, CardMarkdown.Write(card), target, token));
    }

    private static async Task WriteAsync(string folder, string name, string readme, Stream target, CancellationToken cancel)
    {
        await using var archive = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        await AddAsync(archive, $"{name}/README.md", new MemoryStream(Encoding.UTF8.GetBytes(readme)), cancel);
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            await AddAsync(archive, $"{name}/{Path.GetFileName(path)}", File.OpenRead(path), cancel);
    }

    private static async Task AddAsync(ZipArchive archive, string entry, Stream content, CancellationToken cancel)
    {
        // Weights hardly shrink, and a fast download is worth more.
        await using var source = content;
        await using var written = await archive.CreateEntry(entry, CompressionLevel.NoCompression).OpenAsync(cancel);
        await source.CopyToAsync(written, cancel);
    }
}
