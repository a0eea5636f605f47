namespace Studio.Core.Teams;

/// <summary>Roles of a team, each with what the one before may do and more.</summary>
public enum Role { Viewer, Annotator, Reviewer, Maintainer, Owner }

/// <summary>What can be allowed.</summary>
public enum Permission
{
    /// <summary>See everything in the team's projects.</summary>
    View,

    /// <summary>Call approved models.</summary>
    Predict,

    /// <summary>Answer in labeling sessions.</summary>
    Label,

    /// <summary>Settle disagreements, approve or reject model versions that somebody else made.</summary>
    Review,

    /// <summary>Import, edit and freeze data; set up labeling sessions.</summary>
    EditData,

    /// <summary>Launch, steer and cancel runs; register versions and ask for their review.</summary>
    Tune,

    /// <summary>Projects, members, roles and API keys of the team.</summary>
    Administer,
}

public static class Roles
{
    public static bool Allows(this Role role, Permission permission) => role >= permission switch
    {
        Permission.View or Permission.Predict => Role.Viewer,
        Permission.Label => Role.Annotator,
        Permission.Review => Role.Reviewer,
        Permission.EditData or Permission.Tune => Role.Maintainer,
        _ => Role.Owner,
    };

    /// <summary>The least role that has the permission, for sentences that say whom to ask.</summary>
    public static Role Least(Permission permission) => Enum.GetValues<Role>().First(role => role.Allows(permission));
}
