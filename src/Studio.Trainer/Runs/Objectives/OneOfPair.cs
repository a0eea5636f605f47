namespace Studio.Trainer.Runs.Objectives;

/// <summary>The first texts of pairs, or the second.</summary>
internal sealed class OneOfPair(IRowSource pairs, bool second) : IRowSource
{
    public int Count => pairs.Count;

    public IEnumerable<TrainingRow> Read() => pairs.Read().Select(row => row with { Text = second ? row.TextPair! : row.Text, TextPair = null });
}
