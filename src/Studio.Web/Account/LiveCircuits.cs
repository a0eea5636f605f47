using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Studio.Web.Account;

/// <summary>The open pages of every session, so that signing out in one tab ends all of them.</summary>
public sealed class LiveCircuits
{
    private readonly ConcurrentDictionary<string, (Guid User, string Session, SessionAuthenticationState State)> _circuits = new();

    public int Count => _circuits.Count;

    public void Add(string circuit, Guid user, string session, SessionAuthenticationState state) => _circuits[circuit] = (user, session, state);

    public void Remove(string circuit) => _circuits.TryRemove(circuit, out _);

    /// <summary>Signing out in one tab.</summary>
    public void End(string session) => End(circuit => circuit.Session == session);

    /// <summary>Everything of one person's, wherever they are signed in.</summary>
    public void EndAll(Guid user) => End(circuit => circuit.User == user);

    private void End(Func<(Guid User, string Session, SessionAuthenticationState State), bool> which)
    {
        foreach (var circuit in _circuits.Values.Where(which))
            circuit.State.End();
    }
}

internal sealed class CircuitRegistration(LiveCircuits circuits, SessionAuthenticationState state) : CircuitHandler
{
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        if (user.FindFirstValue(Claims.Session) is { } session && user.UserId() is { } id)
            circuits.Add(circuit.Id, id, session, state);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        circuits.Remove(circuit.Id);
        return Task.CompletedTask;
    }
}
