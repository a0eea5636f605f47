using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Studio.Core.Storage;

namespace Studio.Core.Tuning.Bases;

/// <summary>
/// Where an added base model's files are. They are gathered under <c>staged</c> and stand under the model's own name only when all of them are there
/// and right, so that a half-done folder can never be taken for a model.
/// </summary>
public sealed class BaseModelFolders(StorageRoot storage, TuningOptions options)
{
    public string Root => Path.GetDirectoryName(storage.BaseModel(Guid.Empty))!;

    /// <summary>The finished folder. Its last part is readable because recipes, cards and exports show it.</summary>
    public string Finished(TeamBaseModel model) => model.Source switch
    {
        BaseModelSource.Folder => model.Origin,
        BaseModelSource.Shipped => Path.Combine(options.StarterFolder ?? "", model.Origin),
        _ => Path.Combine(storage.BaseModel(model.Id), Readable(model.Origin, model.Source)),
    };

    /// <summary>Names of the models that come with Studio.</summary>
    internal IReadOnlyList<string> Shipped() => options.StarterFolder is not { } folder || !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateDirectories(folder).Where(path => File.Exists(Path.Combine(path, "config.json"))).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    internal string Staged(Guid id) => Path.Combine(storage.BaseModel(id), "staged");

    internal void Finish(TeamBaseModel model)
    {
        foreach (var file in Directory.EnumerateFiles(Staged(model.Id)))
        {
            using var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            written.Flush(flushToDisk: true);
        }

        Directory.Move(Staged(model.Id), Finished(model));
    }

    internal void Delete(Guid id)
    {
        if (Directory.Exists(storage.BaseModel(id)))
            Directory.Delete(storage.BaseModel(id), recursive: true);
        File.Delete(storage.Upload(id));
    }

    /// <summary>Names, sizes and times of the files that count.</summary>
    public static string Stamp(string folder)
    {
        var lines = Files(folder).Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name}|{file.Length}|{file.LastWriteTimeUtc.Ticks}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    internal static IReadOnlyList<FileInfo> Files(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => ModelFileNames.IsTaken(file.Name)).OrderBy(file => file.Name, StringComparer.Ordinal)];

    // Made by the server from letters, digits and a few signs: nothing in it can lead elsewhere.
    private static string Readable(string origin, BaseModelSource source)
    {
        var name = source == BaseModelSource.Hub ? origin[(origin.IndexOf('/', StringComparison.Ordinal) + 1)..] : ArchiveName(origin);
        var letters = new string([.. name.Take(80).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')]).Trim('.', '-');
        return letters is "" or "staged" ? "model" : letters;
    }

    internal static string ArchiveName(string fileName)
    {
        var ending = Array.Find([".tar.gz", ".tar.zst", ".tgz", ".tar", ".zip"], e => fileName.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return ending is null ? fileName : fileName[..^ending.Length];
    }
}
