using System.Collections.Immutable;

namespace Studio.Core.Labeling.Queue;

/// <summary>Counts of a session, kept by adding up changes; the database is asked once, when the queue wakes up.</summary>
internal sealed class SessionTally(Guid sessionId, TimeProvider time)
{
    private const int RecentCount = 20;
    private static readonly TimeSpan PaceWindow = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Guid, AnnotatorStatus> _annotators = [];
    private readonly Queue<DateTime> _answered = new();
    private ImmutableList<RecentAnnotation> _recent = [];

    public LabelingSessionState State { get; set; }
    public int Total { get; set; }
    public int Overlap { get; set; } = 1;
    public int Settled { get; set; }
    public int Disputed { get; set; }
    public int Answers { get; private set; }

    public bool Knows(Guid userId) => _annotators.ContainsKey(userId);

    public void Meet(Guid userId, string name) => _annotators.TryAdd(userId, new AnnotatorStatus(userId, name, 0, 0, 0, null, false));

    /// <summary>Tells another tally the names that this one knows.</summary>
    public void Introduce(SessionTally other)
    {
        foreach (var annotator in _annotators.Values)
            other.Meet(annotator.UserId, annotator.Name);
    }

    public void Count(Guid userId, AnnotationKind kind, int count, DateTime lastAt)
    {
        var annotator = Adjusted(_annotators[userId], kind, count);
        _annotators[userId] = annotator with { LastAt = annotator.LastAt > lastAt ? annotator.LastAt : lastAt };
        if (kind == AnnotationKind.Submit)
            Answers += count;
    }

    public void Pace(DateTime at) => _answered.Enqueue(at);

    public void Apply(Guid userId, AnnotationEffect effect, DateTime at)
    {
        var annotator = _annotators[userId];
        if (effect.Before is { } before)
            annotator = Adjusted(annotator, before, -1);
        if (effect.After is { } after)
            annotator = Adjusted(annotator, after, 1);
        _annotators[userId] = annotator with { LastAt = at };
        Answers += (effect.After == AnnotationKind.Submit ? 1 : 0) - (effect.Before == AnnotationKind.Submit ? 1 : 0);
        Settled += IsSettled(effect.State) - IsSettled(effect.StateBefore);
        Disputed += (effect.State == TaskState.Disputed ? 1 : 0) - (effect.StateBefore == TaskState.Disputed ? 1 : 0);
        if (effect.Kind == AnnotationKind.Submit && effect.Before is null)
            Pace(at);
        _recent = _recent.Insert(0, new RecentAnnotation(at, annotator.Name, effect.Kind, effect.Receipt.TaskId));
        if (_recent.Count > RecentCount)
            _recent = _recent.RemoveAt(RecentCount);
    }

    public SessionStatus Picture(IReadOnlySet<Guid> here)
    {
        var now = time.GetUtcNow().UtcDateTime;
        while (_answered.TryPeek(out var oldest) && now - oldest > PaceWindow)
            _answered.Dequeue();
        return new SessionStatus(
            sessionId, State, Total, Settled, Disputed, Answers, Total * Overlap, PerHour(now),
            [.. _annotators.Values.Select(a => a with { Here = here.Contains(a.UserId) }).OrderByDescending(a => a.Answers).ThenBy(a => a.Name)], _recent);
    }

    // A minute at least, or the first two answers would promise thousands an hour.
    private double PerHour(DateTime now)
    {
        if (_answered.Count < 2)
            return 0;
        var span = now - _answered.Peek();
        return _answered.Count / Math.Max(span.TotalHours, 1.0 / 60);
    }

    private static int IsSettled(TaskState state) => state is TaskState.Agreed or TaskState.Adjudicated ? 1 : 0;

    private static AnnotatorStatus Adjusted(AnnotatorStatus annotator, AnnotationKind kind, int by) => kind switch
    {
        AnnotationKind.Submit => annotator with { Answers = annotator.Answers + by },
        AnnotationKind.Skip => annotator with { Skips = annotator.Skips + by },
        AnnotationKind.Flag => annotator with { Flags = annotator.Flags + by },
        _ => annotator,
    };
}
