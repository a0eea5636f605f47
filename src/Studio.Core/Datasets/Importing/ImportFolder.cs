namespace Studio.Core.Datasets.Importing;

/// <summary>A file or folder that can be chosen; its path is the one from the import folder, with slashes.</summary>
public sealed record FolderEntry(string Name, string Path, bool IsFolder, long SizeBytes, DateTime ModifiedAt);

/// <summary>
/// The one door to the server's import folder. What people name is looked up beneath it and nowhere else: no way up, no absolute path, no link, no
/// hidden name, and nothing but files. On Linux the kernel itself holds to that while it opens the file, so nothing can be swapped in between.
/// </summary>
public sealed class ImportFolder(DatasetsOptions options)
{
    private const int MostShown = 1000;
    private const int LongestName = 255;
    private const int Deepest = 32;

    private readonly string? _root = string.IsNullOrWhiteSpace(options.ImportFolder) ? null : Path.GetFullPath(options.ImportFolder);

    public bool IsConfigured => _root is not null;

    /// <summary>What lies in a folder beneath it, folders first; the empty path is the import folder itself.</summary>
    public IReadOnlyList<FolderEntry> List(string path)
    {
        var (root, names) = (Root, path.Length == 0 ? [] : Names(path));
        var folder = new DirectoryInfo(Path.Combine([root, .. names]));
        if (!folder.Exists || HasLink(root, names))
            throw Outside(path);
        try
        {
            return [.. folder.EnumerateFileSystemInfos().Where(e => IsName(e.Name) && e.LinkTarget is null && !e.Attributes.HasFlag(FileAttributes.ReparsePoint))
                .Select(e => new FolderEntry(e.Name, string.Join('/', [.. names, e.Name]), e is DirectoryInfo, e is FileInfo file ? file.Length : 0, e.LastWriteTimeUtc))
                .OrderByDescending(e => e.IsFolder).ThenBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Take(MostShown)];
        }
        catch (UnauthorizedAccessException)
        {
            throw new InvalidInputException($"Studio may not read the folder “{path}”. Give its user the right to, then try again.");
        }
    }

    /// <exception cref="InvalidInputException">It is not a file beneath the import folder that Studio may read.</exception>
    public FileStream Open(string path)
    {
        var (root, names) = (Root, Names(path));
        FileStream? file = null;
        try
        {
            file = OperatingSystem.IsLinux() && BeneathFolder.TryOpen(root, string.Join('/', names), out var handle)
                ? new FileStream(handle, FileAccess.Read, 1 << 16)
                : OpenChecked(root, names, path);
            if (!file.CanSeek || File.GetAttributes(file.SafeFileHandle).HasFlag(FileAttributes.Directory))
                throw new InvalidInputException($"“{path}” is not a file.");
            return file;
        }
        catch (Exception error)
        {
            file?.Dispose();
            throw error is UnauthorizedAccessException or IOException ? Outside(path) : error;
        }
    }

    private string Root => _root ?? throw new InvalidInputException("This server has no import folder. Whoever runs it names one under Studio:Datasets:ImportFolder.");

    private static string[] Names(string path)
    {
        var names = path.Split('/');
        return names.Length <= Deepest && names.All(IsName) ? names : throw Outside(path);
    }

    private static bool IsName(string name) => name is { Length: > 0 and <= LongestName } && name[0] != '.' && !name.Any(c => char.IsControl(c) || c is '\\' or ':' or '/')
        && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0;

    private static FileStream OpenChecked(string root, string[] names, string path)
    {
        var full = Path.Combine([root, .. names]);
        if (HasLink(root, names) || !File.Exists(full))
            throw Outside(path);
        var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        if (!HasLink(root, names))
            return file;
        file.Dispose();
        throw Outside(path);
    }

    private static bool HasLink(string root, string[] names)
    {
        var at = root;
        foreach (var name in names)
        {
            at = Path.Combine(at, name);
            if (new FileInfo(at).LinkTarget is not null)
                return true;
        }

        return false;
    }

    private static InvalidInputException Outside(string path) => new(
        $"“{RowCheck.Excerpt(path, 200)}” is no file in the import folder that Studio may read. Links, hidden names, “..” and paths from elsewhere are not followed.");
}
