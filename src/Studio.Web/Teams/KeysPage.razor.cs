using Microsoft.AspNetCore.Components;
using Studio.Core.Teams;
using Studio.Web.Controls;
using Studio.Web.Shell;

namespace Studio.Web.Teams;

public sealed partial class KeysPage
{
    private IReadOnlyList<ApiKeyListing>? _keys;
    private string _name = "";
    private Role _role = Role.Viewer;
    private int _days = 90;
    private string? _secret;

    [Inject]
    public required ApiKeys Keys { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    private Guid TeamId => Place.Project!.TeamId;

    protected override async Task OnInitializedAsync() => _keys = await Keys.ListAsync(Actor, TeamId);

    private Task CreateAsync() => Feedback.TryAsync(async () =>
    {
        var made = await Keys.CreateAsync(Actor, TeamId, _name, _role, _days == 0 ? null : TimeSpan.FromDays(_days));
        (_secret, _name) = (made.Secret, "");
        _keys = await Keys.ListAsync(Actor, TeamId);
    });

    private Task RevokeAsync(ApiKeyListing key) => Feedback.TryAsync(async () =>
    {
        await Keys.RevokeAsync(Actor, TeamId, key.Id);
        _keys = await Keys.ListAsync(Actor, TeamId);
    }, $"The key “{key.Name}” no longer works.");

    private string State(ApiKeyListing key) => key switch
    {
        { RevokedAt: { } revoked } => "revoked " + Moments.Day(revoked),
        { ExpiresAt: { } ended } when ended < Time.GetUtcNow().UtcDateTime => "expired " + Moments.Day(ended),
        { ExpiresAt: { } ends } => Moments.Day(ends),
        _ => "when revoked",
    };
}
