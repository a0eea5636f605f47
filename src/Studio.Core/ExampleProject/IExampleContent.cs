using Studio.Core.Teams;

namespace Studio.Core.ExampleProject;

/// <summary>What a room puts into the example project. Registered as a service by the room that knows how.</summary>
public interface IExampleContent
{
    /// <summary>Later content may build on earlier: data 20, prompts 25, labeling 30, recipes 40.</summary>
    int Order { get; }

    Task AddAsync(Actor actor, Guid projectId, CancellationToken cancel);
}
