namespace Studio.Core.Teams;

/// <summary>
/// Who asks: a signed-in person, or a program with an API key, which acts for the person who made it but only in the key's team and with its role.
/// Every use case takes one and checks it itself.
/// </summary>
public sealed record Actor(Guid UserId, KeyScope? Key = null);

/// <summary>What an API key narrows its maker's rights to.</summary>
public sealed record KeyScope(Guid KeyId, Guid TeamId, Role Role);
