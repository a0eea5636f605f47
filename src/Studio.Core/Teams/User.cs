using Microsoft.AspNetCore.Identity;

namespace Studio.Core.Teams;

/// <summary>A person with an account.</summary>
public sealed class User : IdentityUser<Guid>
{
    public User() => Id = Guid.CreateVersion7();

    /// <summary>How others see this person.</summary>
    public required string DisplayName { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>Set once the account may no longer be used; it is kept because what the person did stays theirs.</summary>
    public DateTime? DisabledAt { get; set; }
}
