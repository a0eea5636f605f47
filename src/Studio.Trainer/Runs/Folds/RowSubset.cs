namespace Studio.Trainer.Runs.Folds;

/// <summary>Some rows of a source, in its order. Nothing is copied: the rows are picked while the source is read.</summary>
internal sealed class RowSubset(IRowSource source, IReadOnlyList<int> assigned, int fold, bool inside) : IRowSource
{
    /// <summary>The rows that it is a part of.</summary>
    public IRowSource Source => source;

    public int Count { get; } = assigned.Count(number => number == fold == inside);

    /// <summary>Numbers of the rows in <see cref="Source"/>.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(0, assigned.Count).Where(n => assigned[n] == fold == inside);

    public IEnumerable<TrainingRow> Read() => source.Read().Where((_, number) => assigned[number] == fold == inside);
}

/// <summary>Two sources one after the other.</summary>
internal sealed class RowsTogether(IRowSource first, IRowSource second) : IRowSource
{
    public int Count => checked(first.Count + second.Count);

    public IEnumerable<TrainingRow> Read() => first.Read().Concat(second.Read());
}
