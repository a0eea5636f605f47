using Studio.Core.Prompts.Connections;

namespace Studio.Core.Prompts.Runs;

/// <summary>Sees when no row can be answered, because the key is wrong or nobody is there, so that the run ends before it has tried them all.</summary>
internal sealed class Hope(int limit)
{
    private readonly Lock _gate = new();
    private bool _answered;
    private int _inVain;

    /// <exception cref="StudioException">The first rows were all refused.</exception>
    public void Learn(PromptRunRow row, ModelCallException? failure)
    {
        lock (_gate)
        {
            _answered |= row.Outcome != RowOutcome.Failed;
            if (_answered || failure?.Failure is not (ModelCallFailure.Refused or ModelCallFailure.Unreachable))
                return;
            if (++_inVain >= limit)
                throw new StudioException($"None of the first {_inVain} rows was answered. {failure.Message} Mend the connection, then let the run go on.");
        }
    }
}
