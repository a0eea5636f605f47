namespace Studio.Core.Tuning.Bases.Archives;

/// <summary>
/// Takes a model's files out of an archive. Names in it never become paths: a file is taken by its plain name if it is one that belongs to a model.
/// Anything that looks like an attack refuses the whole archive.
/// </summary>
internal sealed class UnpackArchive(BasesOptions options, Func<string, long> freeBytes)
{
    private const int MostEntries = 10_000, Ratio = 100;
    private const long AlwaysAllowed = 64L << 20;

    /// <param name="archivePath">The archive.</param>
    /// <param name="target">An empty folder.</param>
    /// <param name="progress">Bytes read of the archive.</param>
    /// <param name="cancel">Stops; what was written is of no use then.</param>
    /// <exception cref="InvalidInputException">It is no archive of a model, or not one that is taken.</exception>
    /// <exception cref="UnavailableException">The disk has too little room.</exception>
    public void Run(string archivePath, string target, Action<long> progress, CancellationToken cancel)
    {
        using var archive = new FileStream(archivePath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (unpacked, count, folder) = (0L, 0, (string?)null);
        foreach (var entry in ArchiveEntries.Read(archive))
        {
            cancel.ThrowIfCancellationRequested();
            if (++count > MostEntries)
                throw new InvalidInputException($"The archive holds more than {MostEntries:N0} files. Pack only the model's folder.");
            var name = Checked(entry);
            if (!entry.IsFile)
                continue;
            var (place, file) = (name[..^(name.LastIndexOf('/') is var at and >= 0 ? name.Length - at : name.Length)], name[(name.LastIndexOf('/') + 1)..]);
            if (ModelFileNames.IsPickle(file))
                throw new InvalidInputException($"The archive holds {file}. Such files can run code when they are read, so Studio takes no archive that has any: pack it again with the weights as safetensors.");
            if (!ModelFileNames.IsTaken(file))
                continue;
            if (folder is not null && place != folder)
                throw new InvalidInputException($"The archive holds models in two folders, “{Shown(folder)}” and “{Shown(place)}”. Pack one model's folder.");
            folder = place;
            if (!seen.Add(file))
                throw new InvalidInputException($"The archive holds {file} twice.");
            unpacked = Write(entry.Content!, Path.Combine(target, file), ModelFileNames.IsWeights(file), unpacked, archive, progress, cancel);
        }

        if (!seen.Contains("config.json"))
            throw new InvalidInputException("The archive holds no config.json. Pack a Hugging Face folder: config.json, model.safetensors and the tokenizer's files, all in one folder.");
    }

    private long Write(Stream content, string path, bool weights, long unpacked, FileStream archive, Action<long> progress, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        var buffer = new byte[1 << 17];
        for (var room = 0L; ;)
        {
            cancel.ThrowIfCancellationRequested();
            int read;
            try
            {
                read = content.Read(buffer);
            }
            catch (Exception error) when (ArchiveEntries.Damaged(error) is { } sentence)
            {
                throw sentence;
            }

            if (read == 0)
                return unpacked;
            unpacked += read;
            if (unpacked > options.MaxArchiveBytes)
                throw new InvalidInputException($"The archive unpacks to more than {RunDisk.Size(options.MaxArchiveBytes)}, the limit of this server (Studio:Models:MaxArchiveBytes).");
            if (unpacked > AlwaysAllowed && unpacked / Ratio > archive.Length)
                throw new InvalidInputException($"The archive unpacks to more than {Ratio} times its size, which no model does.");
            if (!weights && file.Position + read > ModelFileNames.LargestSmallFile)
                throw new InvalidInputException($"{Path.GetFileName(path)} has more than {RunDisk.Size(ModelFileNames.LargestSmallFile)}, which no file of its kind has.");
            if ((room -= read) < 0 && (room = freeBytes(path) - (64 << 20)) < read)
                throw new UnavailableException($"The disk of the storage folder has {RunDisk.Size(room + (64 << 20))} left, and the archive needs more. Free some space, then go on.");
            file.Write(buffer, 0, read);
            progress(archive.Position);
        }
    }

    private static string Checked(ArchiveEntry entry)
    {
        var name = entry.Path.StartsWith("./", StringComparison.Ordinal) ? entry.Path[2..] : entry.Path;
        var parts = name.TrimEnd('/').Split('/');
        if (entry.IsStrange)
            throw new InvalidInputException($"“{Shown(entry.Path)}” in the archive is a link, a device or encrypted. Pack plain files only.");
        if (name.Length > 1000 || name.StartsWith('/') || name.Any(c => c is '\\' or ':' || char.IsControl(c)) || parts.Any(part => part is ".."))
            throw new InvalidInputException($"“{Shown(entry.Path)}” in the archive leads out of its folder. Pack the model's folder as it is.");
        return name;
    }

    private static string Shown(string path) => new([.. path.Where(c => !char.IsControl(c)).Take(100)]);
}
