namespace Studio.Core.Teams.Presence;

internal sealed class PresenceGrain(PresenceFeeds feeds, TimeProvider time) : Grain, IPresenceGrain
{
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(2);

    private readonly Dictionary<Guid, (PersonHere Person, DateTimeOffset Until)> _pages = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ForgetTheSilent, new GrainTimerCreationOptions(Forget, Forget));
        return Task.CompletedTask;
    }

    public Task BeHereAsync(Guid page, PersonHere person)
    {
        var isNews = !_pages.TryGetValue(page, out var known) || known.Person != person;
        _pages[page] = (person, time.GetUtcNow() + Forget);
        if (isNews)
            Tell();
        return Task.CompletedTask;
    }

    public Task LeaveAsync(Guid page)
    {
        if (_pages.Remove(page))
            Tell();
        return Task.CompletedTask;
    }

    private Task ForgetTheSilent(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var silent = _pages.Where(page => page.Value.Until < now).Select(page => page.Key).ToList();
        silent.ForEach(page => _pages.Remove(page));
        if (silent.Count > 0)
            Tell();
        return Task.CompletedTask;
    }

    private void Tell() => feeds.Of(this.GetPrimaryKey()).Publish([.. _pages.Values.Select(page => page.Person).Distinct().OrderBy(person => person.Name)]);
}
