namespace Studio.Core.Labeling.Queue;

/// <summary>
/// Who may be given what, in memory only: open tasks in their order, how many answers and promises each has, and what each person is done with.
/// A person's cursor stands behind everything that they cannot be given; whatever becomes free again pulls the cursors back to it.
/// </summary>
internal sealed class LabelQueue(int overlap)
{
    private readonly List<OpenTask> _tasks = [];
    private readonly Dictionary<Guid, Person> _people = [];
    private readonly Dictionary<Guid, Seat> _seats = [];

    public int OpenCount { get; private set; }

    public IEnumerable<Seat> Seats => _seats.Values;

    /// <summary>Adds a task behind the others; for filling the queue in the order of ids.</summary>
    public void Append(long taskId)
    {
        _tasks.Add(new OpenTask(taskId));
        OpenCount++;
    }

    public void AddSeat(Guid seat, Guid userId, DateTime until, IEnumerable<long> held)
    {
        var added = _seats[seat] = new Seat(seat, userId) { Until = until };
        foreach (var taskId in held)
            Hold(added, taskId);
    }

    public Seat? FindSeat(Guid seat) => _seats.GetValueOrDefault(seat);

    /// <summary>What the person now says of the task, or that they say nothing any more.</summary>
    public void Stand(Guid userId, long taskId, AnnotationKind? kind)
    {
        var person = PersonOf(userId);
        if (kind is { } said)
            person.Standing[taskId] = said;
        else
            person.Standing.Remove(taskId);
    }

    /// <summary>How many answers the task has, and whether it wants more; a task that was full may want one again after an undo.</summary>
    public void Update(long taskId, int answers, bool open)
    {
        var index = IndexOf(taskId);
        if (index < 0)
        {
            if (!open)
                return;
            index = ~index;
            _tasks.Insert(index, new OpenTask(taskId) { Open = false });
        }

        var task = _tasks[index];
        OpenCount += (open ? 1 : 0) - (task.Open ? 1 : 0);
        (task.Answers, task.Open) = (answers, open);
        Reconsider(index);
    }

    /// <summary>The next tasks that this seat may be promised, which it then holds.</summary>
    public List<long> Take(Seat seat, int count)
    {
        var person = PersonOf(seat.UserId);
        var taken = new List<long>();
        for (; person.Cursor < _tasks.Count && taken.Count < count; person.Cursor++)
        {
            var task = _tasks[person.Cursor];
            if (IsFor(seat.UserId, person, task))
            {
                Hold(seat, task.Id);
                taken.Add(task.Id);
            }
        }

        return taken;
    }

    /// <summary>Promises a task again to a page that still shows it, unless it went to others meanwhile.</summary>
    public bool TryHold(Seat seat, long taskId)
    {
        if (IndexOf(taskId) is not (var index and >= 0) || !IsFor(seat.UserId, PersonOf(seat.UserId), _tasks[index]))
            return false;
        Hold(seat, taskId);
        return true;
    }

    public void Hold(Seat seat, long taskId)
    {
        if (seat.Held.Add(taskId) && IndexOf(taskId) is var index and >= 0)
            _tasks[index].Holders.Add(seat);
    }

    /// <summary>Ends the person's promise on one task, whichever of their pages had it.</summary>
    public void Release(Guid userId, long taskId)
    {
        foreach (var seat in _seats.Values.Where(s => s.UserId == userId && s.Held.Contains(taskId)).ToList())
            Release(seat, taskId);
    }

    public void Release(Seat seat, long taskId)
    {
        seat.Held.Remove(taskId);
        if (IndexOf(taskId) is var index and >= 0)
        {
            _tasks[index].Holders.Remove(seat);
            Reconsider(index);
        }
    }

    public void RemoveSeat(Seat seat)
    {
        foreach (var taskId in seat.Held.ToList())
            Release(seat, taskId);
        _seats.Remove(seat.Id);
    }

    public QueueEmpty Why(Guid userId, bool closed)
    {
        var standing = PersonOf(userId).Standing;
        int answered = 0, skipped = 0, leased = 0;
        DateTime? until = null;
        foreach (var task in _tasks.Where(t => t.Open))
        {
            if (standing.TryGetValue(task.Id, out var said))
            {
                if (said == AnnotationKind.Submit)
                    answered++;
                else
                    skipped++;
            }
            else if (task.Answers + task.HolderCount >= overlap)
            {
                leased++;
                foreach (var holder in task.Holders)
                    until = until is null || holder.Until < until ? holder.Until : until;
            }
        }

        return new QueueEmpty(closed, OpenCount, answered, skipped, leased, until);
    }

    private bool IsFor(Guid userId, Person person, OpenTask task) =>
        task.Open && task.Answers + task.HolderCount < overlap && !person.Standing.ContainsKey(task.Id) && !task.IsHeldBy(userId);

    private void Reconsider(int index)
    {
        foreach (var person in _people.Values)
            person.Cursor = Math.Min(person.Cursor, index);
    }

    private Person PersonOf(Guid userId)
    {
        if (!_people.TryGetValue(userId, out var person))
            _people[userId] = person = new Person();
        return person;
    }

    private int IndexOf(long taskId) => _tasks.BinarySearch(new OpenTask(taskId));

    /// <summary>An open page and what it was promised.</summary>
    internal sealed class Seat(Guid id, Guid userId)
    {
        public Guid Id { get; } = id;
        public Guid UserId { get; } = userId;
        public DateTime Until { get; set; }
        public HashSet<long> Held { get; } = [];
    }

    private sealed class Person
    {
        public int Cursor { get; set; }
        public Dictionary<long, AnnotationKind> Standing { get; } = [];
    }

    private sealed class OpenTask(long id) : IComparable<OpenTask>
    {
        private List<Seat>? _holders;

        public long Id { get; } = id;
        public int Answers { get; set; }
        public bool Open { get; set; } = true;
        public List<Seat> Holders => _holders ??= new List<Seat>(1);
        public int HolderCount => _holders?.Count ?? 0;

        public bool IsHeldBy(Guid userId) => _holders?.Exists(s => s.UserId == userId) == true;

        public int CompareTo(OpenTask? other) => Id.CompareTo(other!.Id);
    }
}
