using Microsoft.AspNetCore.Components;
using Studio.Core.Teams;
using Studio.Web.Account;
using Studio.Web.Shell;

namespace Studio.Web.Teams;

public sealed partial class MembersPage
{
    private static readonly (Role Role, string May)[] Explained =
    [
        (Role.Viewer, "sees everything and calls approved models"),
        (Role.Annotator, "also answers in labeling sessions"),
        (Role.Reviewer, "also settles disagreements and decides on models that somebody else tuned"),
        (Role.Maintainer, "also edits prompts and data, and launches runs"),
        (Role.Owner, "also members, projects and API keys"),
    ];

    private IReadOnlyList<MemberListing>? _members;
    private string _name = "", _email = "";
    private Role _role = Role.Maintainer;
    private string? _link, _linkFor;

    [Inject]
    public required Members Members { get; init; }

    [Inject]
    public required InvitationLinks Links { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private bool MayChange => Can(Permission.Administer);

    private Guid TeamId => Place.Project!.TeamId;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _members = await Members.ListAsync(Actor, TeamId);

    private Task AddAsync() => DoAsync(async () =>
    {
        var name = _name;
        var invitation = await Members.AddAsync(Actor, TeamId, _email, name, _role);
        (_name, _email) = ("", "");
        Show(invitation, name);
        if (invitation is null)
            Feedback.Say($"{name} has an account already and is now a member.");
    });

    private Task InviteAsync(MemberListing member) =>
        DoAsync(async () => Show(await Members.InviteAgainAsync(Actor, TeamId, member.UserId), member.Name));

    private Task ChangeRoleAsync(MemberListing member, ChangeEventArgs change) => DoAsync(async () =>
    {
        var role = Enum.Parse<Role>((string)change.Value!);
        await Members.ChangeRoleAsync(Actor, TeamId, member.UserId, role);
        Feedback.Undoable($"{member.Name} is now {role}.", () => InvokeAsync(() =>
            DoAsync(() => Members.ChangeRoleAsync(Actor, TeamId, member.UserId, member.Role))));
    });

    private Task RemoveAsync(MemberListing member) => DoAsync(async () =>
    {
        await Members.RemoveAsync(Actor, TeamId, member.UserId);
        Feedback.Undoable($"{member.Name} is no longer a member.", () => InvokeAsync(() =>
            DoAsync(() => Members.AddAsync(Actor, TeamId, member.Email, member.Name, member.Role))));
    });

    private void Show(Invitation? invitation, string name) =>
        (_link, _linkFor) = invitation is null ? (null, null) : (Navigation.ToAbsoluteUri(Links.LinkTo(invitation)).ToString(), name);

    // A refused change is shown and the list is read again, so that a role that did not change does not stay on the screen.
    private async Task DoAsync(Func<Task> change)
    {
        await Feedback.TryAsync(change);
        await Feedback.TryAsync(ReadAsync);
        StateHasChanged();
    }
}
