namespace Studio.Core.Labeling;

/// <summary>An open labeling page. As long as it says that it is there, the examples that it holds are kept from others.</summary>
public sealed class LabelingSeat
{
    /// <summary>Made by the browser tab, so that it finds its examples again after a reload.</summary>
    public required Guid Id { get; init; }

    public required Guid SessionId { get; init; }
    public required Guid UserId { get; init; }
    public required DateTime Until { get; set; }
    public List<LabelingLease> Leases { get; } = [];
}

/// <summary>A promise that an example is shown on one page and kept from everybody whom the overlap does not ask for.</summary>
public sealed class LabelingLease
{
    public required long TaskId { get; init; }
    public required Guid SeatId { get; init; }
    public LabelingSeat Seat { get; init; } = null!;
}
