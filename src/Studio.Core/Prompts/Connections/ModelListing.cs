using Microsoft.Extensions.AI;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

/// <summary>Where a model runs.</summary>
public enum ModelOrigin
{
    /// <summary>Behind somebody's endpoint.</summary>
    Connection,

    /// <summary>On this server, as it was published.</summary>
    Local,

    /// <summary>On this server, tuned here.</summary>
    Tuned,
}

/// <summary>A model that people of a project may ask.</summary>
/// <param name="Id">What <see cref="ProjectModels.OpenAsync"/> takes; stays the same as long as the model is there.</param>
/// <param name="Name">For people; unique within its source.</param>
/// <param name="Source">The connection's name, or what else it comes from.</param>
/// <param name="Origin">Where it runs.</param>
/// <param name="Price">What its tokens cost; null where that is not known.</param>
/// <param name="MaxConcurrency">Calls that it takes at the same time.</param>
public sealed record ModelListing(string Id, string Name, string Source, ModelOrigin Origin, ModelPrice? Price, int MaxConcurrency);

/// <summary>Prices of a million tokens.</summary>
public sealed record ModelPrice(double Input, double Output, string Currency)
{
    public double Of(long inputTokens, long outputTokens) => ((inputTokens * Input) + (outputTokens * Output)) / 1e6;
}

/// <summary>A model ready to be asked. The client waits for its turn where the model takes only so many calls at once; its refusals are <see cref="ModelCallException"/>s.</summary>
public sealed record ChatModel(ModelListing Listing, IChatClient Client) : IDisposable
{
    public void Dispose() => Client.Dispose();
}

/// <summary>One kind of models. Another kind is added by registering another source.</summary>
public interface IModelSource
{
    /// <summary>What stands before the colon in the ids of its models.</summary>
    string Prefix { get; }

    Task<IReadOnlyList<ModelListing>> ListAsync(ProjectAccess project, CancellationToken cancel);

    /// <returns>Null where there is no such model for this project (any more).</returns>
    Task<ChatModel?> OpenAsync(ProjectAccess project, string id, CancellationToken cancel);
}
