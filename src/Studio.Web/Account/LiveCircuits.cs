using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Studio.Web.Account;

/// <summary>The open pages of every session, so that signing out in one tab ends all of them.</summary>
public sealed class LiveCircuits
{
    private readonly ConcurrentDictionary<string, (string Session, SessionAuthenticationState State)> _circuits = new();

    public int Count => _circuits.Count;

    public void Add(string circuit, string session, SessionAuthenticationState state) => _circuits[circuit] = (session, state);

    public void Remove(string circuit) => _circuits.TryRemove(circuit, out _);

    public void End(string session)
    {
        foreach (var (_, (owner, state)) in _circuits)
        {
            if (owner == session)
                state.End();
        }
    }
}

internal sealed class CircuitRegistration(LiveCircuits circuits, SessionAuthenticationState state) : CircuitHandler
{
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        if (user.FindFirstValue(Claims.Session) is { } session)
            circuits.Add(circuit.Id, session, state);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        circuits.Remove(circuit.Id);
        return Task.CompletedTask;
    }
}
