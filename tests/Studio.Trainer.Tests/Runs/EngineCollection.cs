namespace Studio.Trainer.Tests.Runs;

/// <summary>Tests that train use the processor's one random number generator and run one after the other, apart from all else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EngineCollection
{
    public const string Name = "engine";
}
