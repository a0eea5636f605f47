using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Importing.Reading;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>Shows the first rows of an uploaded file, as guessed or in the form that a person chose.</summary>
public sealed class PreviewImport(IDbContextFactory<StudioDb> contexts, StorageRoot storage)
{
    public const int RowsShown = 20;
    private const int RowsRead = 1000;
    private const int CharactersRead = 4 << 20;

    public async Task<ImportPreview> RunAsync(Actor actor, Guid importId, RowForm? form = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var import = await db.ImportsOf(actor).AsNoTracking().SingleOrDefaultAsync(i => i.Id == importId, cancel)
            ?? throw new NotFoundException("import");
        await db.RequireDatasetAsync(actor, import.DatasetId, Permission.EditData, cancel);
        if (import.State == ImportState.Receiving)
            throw new ConflictException("This file is not here as a whole yet. Choose it again to go on sending it.");
        var path = storage.Upload(importId);
        if (!File.Exists(path))
            throw new InvalidInputException("The uploaded file is no longer here. Upload it again.");
        return await Task.Run(() => Read(path, import, form), cancel);
    }

    private static ImportPreview Read(string path, DatasetImport import, RowForm? form)
    {
        if (form is null)
        {
            using var first = new SourceFile(path);
            form = FormDetector.Detect(first, import.FileName, FileEncoding.Detected);
        }

        using var file = new SourceFile(path, form.Encoding);
        var preview = new ImportPreview(
            import.FileName, import.SizeBytes, file.IsParquet ? null : Words(file.Text.Encoding), Words(file.Packing), form, [], [], null, [], null);
        IRowReader? reader = null;
        var rows = new List<IReadOnlyList<string?>>();
        string? problem = null;
        var characters = 0;
        try
        {
            reader = RowReaders.Open(file, form);
            foreach (var row in reader.Sample(RowsRead))
            {
                rows.Add([.. row]);
                characters += row.Sum(cell => cell?.Length ?? 0);
                if (characters > CharactersRead)
                    break;
            }

            if (rows.Count == 0)
                problem = form.Format == ImportFormat.Delimited ? "This file holds a header and no rows." : "This file holds no rows.";
        }
        catch (Exception error) when (error is InvalidInputException or BadBytesException)
        {
            problem = error is BadBytesException bytes ? ImportProblems.Sentence(bytes, (reader?.RowsRead ?? 0) + 1) : error.Message;
        }

        var columns = reader?.Columns ?? [];
        var guess = reader?.Guess ?? HeaderGuess.Mapping(columns, rows);
        return preview with
        {
            Columns = columns, Rows = [.. rows.Take(RowsShown)], Guess = guess, Notes = [.. ImportProblems.Notes(form, reader, rows, guess)], Problem = problem,
        };
    }

    private static string Words(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf16LittleEndian => "UTF-16 (little endian), converted",
        TextEncoding.Utf16BigEndian => "UTF-16 (big endian), converted",
        TextEncoding.Windows1252 => "Windows-1252",
        _ => "UTF-8",
    };

    private static string? Words(Packing packing) => packing switch
    {
        Packing.Gzip => "gzip",
        Packing.Zstd => "zstd",
        _ => null,
    };
}
