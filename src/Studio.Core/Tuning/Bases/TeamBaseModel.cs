namespace Studio.Core.Tuning.Bases;

/// <summary>Where a base model came from.</summary>
public enum BaseModelSource
{
    Folder,
    Archive,
    Hub,

    /// <summary>Comes with Studio: every team has it, admitted until the team withdraws it.</summary>
    Shipped,
}

/// <summary>How far an added base model is. Only a checked one can be admitted.</summary>
public enum BaseModelState
{
    /// <summary>Its archive is being sent.</summary>
    Receiving,

    /// <summary>Waits for its turn.</summary>
    Waiting,

    /// <summary>Its files are being fetched or unpacked.</summary>
    Fetching,

    /// <summary>Its files are here and are being looked at.</summary>
    Checking,

    /// <summary>It passed.</summary>
    Checked,

    /// <summary>It was looked at and cannot be used.</summary>
    Refused,

    /// <summary>Fetching or unpacking failed; it can go on or be removed.</summary>
    Failed,

    /// <summary>A person stopped it; it can go on or be removed.</summary>
    Stopped,
}

/// <summary>A base model that a team added. Its files are complete and unchanged whenever it is checked; it is used only once it is admitted.</summary>
public sealed class TeamBaseModel
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid TeamId { get; init; }

    /// <summary>The project in which it was added: where its pages are when somebody is told of it.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary>Unique in the team; recipes, the API and lists call it so.</summary>
    public required string Name { get; set; }

    public required BaseModelSource Source { get; init; }

    /// <summary>The folder's path, the archive's file name, the id on the hub, or the name of a model that comes with Studio.</summary>
    public required string Origin { get; init; }

    /// <summary>The hub that <see cref="Origin"/> is an id of. A stored token is sent nowhere else.</summary>
    public string? Hub { get; init; }

    /// <summary>As it was asked for, such as <c>main</c>.</summary>
    public string? Revision { get; init; }

    /// <summary>The commit that the revision stood for when fetching began; every file is of this one.</summary>
    public string? Commit { get; set; }

    /// <summary>For gated models, as the secret protector made it; gone as soon as the files are here.</summary>
    public string? ProtectedToken { get; set; }

    public BaseModelState State { get; set; }

    /// <summary>What is wrong, for people.</summary>
    public string? Problem { get; set; }

    public long BytesTotal { get; set; }
    public long BytesDone { get; set; }

    /// <summary>The same whenever the same archive is chosen again.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Counts who worked on it; a write of an earlier attempt changes nothing.</summary>
    public int Attempt { get; set; }

    public DateTime? HeartbeatAt { get; set; }

    /// <summary>Facts and checks as JSON; null until it was looked at.</summary>
    public string? Report { get; set; }

    /// <summary>SHA-256 over the files' names and SHA-256 sums.</summary>
    public string? Digest { get; set; }

    /// <summary>Names, sizes and times of the files when they were looked at: whether somebody changed them since costs no reading.</summary>
    public string? Stamp { get; set; }

    public string? Licence { get; set; }

    /// <summary>The text of its README without the front matter.</summary>
    public string? Card { get; set; }

    public Guid? AdmittedById { get; set; }
    public DateTime? AdmittedAt { get; set; }

    /// <summary>Nobody for a model that comes with Studio.</summary>
    public required Guid AddedById { get; init; }
    public DateTime AddedAt { get; init; }
    public List<BaseModelFile> Files { get; } = [];
}

/// <summary>A file of an added base model.</summary>
public sealed class BaseModelFile
{
    public required Guid BaseModelId { get; init; }
    public required string Name { get; init; }
    public required long Size { get; set; }

    /// <summary>Announced by the hub while it is fetched; computed when it was looked at.</summary>
    public string? Sha256 { get; set; }

    /// <summary>The hub's own id of a small file: git's SHA-1 of it.</summary>
    public string? GitId { get; init; }

    /// <summary>What the server called this content when fetching began, so that going on cannot join two contents.</summary>
    public string? ETag { get; set; }

    public bool IsHere { get; set; }
}
