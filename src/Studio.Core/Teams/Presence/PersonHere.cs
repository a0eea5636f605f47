namespace Studio.Core.Teams.Presence;

/// <summary>Somebody with a page of the project open. <paramref name="Path"/> is the page's address below the site's, without its query.</summary>
[GenerateSerializer, Immutable]
public sealed record PersonHere([property: Id(0)] Guid UserId, [property: Id(1)] string Name, [property: Id(2)] string Path);

/// <summary>Who has a project open, kept by one grain a project. Never stored: when everybody is gone, so is the knowledge.</summary>
public interface IPresenceGrain : IGrainWithGuidKey
{
    /// <summary>A page is open, still open, or shows another address. What is not said again within two minutes is forgotten.</summary>
    Task BeHereAsync(Guid page, PersonHere person);

    Task LeaveAsync(Guid page);
}
