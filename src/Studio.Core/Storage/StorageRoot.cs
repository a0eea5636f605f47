namespace Studio.Core.Storage;

/// <summary>
/// The one door to files. Names are made by the server (ids and hashes); nothing that a person typed becomes part of a path.
/// </summary>
public sealed class StorageRoot
{
    public StorageRoot(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        foreach (var folder in new[] { "uploads", "snapshots", "runs", "models", "keys", "workers", "bases", "vectors" })
            Directory.CreateDirectory(System.IO.Path.Combine(Path, folder));
    }

    public string Path { get; }

    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>A file that somebody sent and that an import will read.</summary>
    public string Upload(Guid id) => In("uploads", id.ToString("N"));

    /// <summary>A frozen dataset, named by the SHA-256 of its bytes.</summary>
    public string Snapshot(string sha256) => In("snapshots", Hash(sha256) + ".parquet");

    /// <summary>A run's checkpoints and its finished model.</summary>
    public string Run(Guid id) => In("runs", id.ToString("N"));

    /// <summary>The files of a registered model version.</summary>
    public string Model(Guid id) => In("models", id.ToString("N"));

    /// <summary>All that belongs to an added base model: what is on its way, and the finished folder.</summary>
    public string BaseModel(Guid id) => In("bases", id.ToString("N"));

    /// <summary>The vectors of a dataset by one encoder, and what is drawn from them; all of it can be computed again.</summary>
    public string Vectors(Guid id) => In("vectors", id.ToString("N"));

    /// <summary>The file that a worker process keeps locked while it lives.</summary>
    public string Worker(Guid id) => In("workers", id.ToString("N"));

    private string In(string folder, string name) => System.IO.Path.Combine(Path, folder, name);

    private static string Hash(string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower) ? sha256 : throw new NotFoundException("file");
}
