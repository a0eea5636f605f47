namespace Studio.Core.Labeling.Queue;

/// <summary>
/// Decides who labels which example of one session now. It remembers, the database knows: what it hands out and what it takes is on disk
/// before it answers, and a fresh activation reads all of it back. Callers have checked permissions.
/// </summary>
public interface ILabelQueueGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Fills the seat up to <paramref name="wanted"/> tasks, and tells that the page is still there. What the seat holds and the page does not name
    /// in <paramref name="holding"/> comes first; what the page names and the seat had lost is promised again where nobody else has it.
    /// </summary>
    Task<TaskBatch> TakeAsync(Guid userId, Guid seat, int wanted, IReadOnlyList<long> holding);

    Task<IReadOnlyList<AnnotationReceipt>> AnswerAsync(Guid userId, Guid seat, IReadOnlyList<AnnotationCommand> commands);

    /// <summary>The page was left: its tasks are free at once.</summary>
    Task LeaveAsync(Guid userId, Guid seat);

    /// <summary>A reviewer settled a disagreement, or took the decision back; it is on disk.</summary>
    Task DecidedAsync(bool settled);

    /// <summary>Something else than an answer changed the session; what is remembered is read anew.</summary>
    Task RefreshAsync();

    Task<SessionStatus> StatusAsync();
}
