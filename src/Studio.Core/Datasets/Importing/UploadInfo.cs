namespace Studio.Core.Datasets.Importing;

/// <summary>A file that is being sent in parts.</summary>
/// <param name="Id">Also the id of the import that it becomes.</param>
/// <param name="DatasetId">Where it goes.</param>
/// <param name="Length">How many bytes it has as a whole.</param>
/// <param name="Offset">How many of them are here for good: the next part begins there.</param>
/// <param name="IsComplete">Whether it can be imported now.</param>
public sealed record UploadInfo(Guid Id, Guid DatasetId, long Length, long Offset, bool IsComplete);
