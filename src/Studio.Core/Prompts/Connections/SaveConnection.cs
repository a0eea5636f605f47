using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

/// <summary>Adds, changes and takes away connections.</summary>
public sealed class SaveConnection(IWriteGate gate, ISecretProtector secrets, TimeProvider time)
{
    /// <exception cref="InvalidInputException">A field cannot be used.</exception>
    /// <exception cref="ConflictException">The team has a connection of this name.</exception>
    public async Task<Guid> CreateAsync(Actor actor, Guid projectId, ConnectionDraft draft, CancellationToken cancel = default)
    {
        var wanted = draft.Checked();
        var key = Protected(wanted.Key);
        return await gate.WriteAsync(async (db, token) =>
        {
            var project = await db.RequireAsync(actor, projectId, ConnectionAccess.ToChange(wanted.WholeTeam), token);
            await RefuseSameNameAsync(db, project.TeamId, wanted.Name, null, token);
            var now = time.GetUtcNow().UtcDateTime;
            var connection = new ModelConnection
            {
                TeamId = project.TeamId, ProjectId = wanted.WholeTeam ? null : projectId, Name = wanted.Name, BaseUrl = wanted.BaseUrl, ProtectedKey = key,
                CreatedById = actor.UserId, CreatedAt = now,
            };
            Apply(connection, wanted, now);
            db.ModelConnections.Add(connection);
            db.Record(actor, project, connection, "connection.create", now, $"{connection.Name} at {connection.BaseUrl}{(key is null ? "" : ", with a key")}");
            return connection.Id;
        }, cancel);
    }

    /// <exception cref="InvalidInputException">A field cannot be used; or the address leads elsewhere now and the key was not given again.</exception>
    public async Task ChangeAsync(Actor actor, Guid projectId, Guid id, ConnectionDraft draft, CancellationToken cancel = default)
    {
        var wanted = draft.Checked();
        var key = Protected(wanted.Key);
        await gate.WriteAsync(async (db, token) =>
        {
            var (connection, project) = await db.RequireConnectionAsync(actor, projectId, id, token);
            await RefuseSameNameAsync(db, project.TeamId, wanted.Name, id, token);
            // Otherwise whoever may change the address could have the key sent to a machine of their own.
            if (wanted.Key is null && connection.ProtectedKey is not null && Origin(wanted.BaseUrl) != Origin(connection.BaseUrl))
                throw new InvalidInputException("The address leads to another server now. Give the key again, or take it away, so that the stored one is not sent there.");
            var now = time.GetUtcNow().UtcDateTime;
            var before = connection.BaseUrl;
            (connection.Name, connection.BaseUrl) = (wanted.Name, wanted.BaseUrl);
            if (wanted.Key is not null)
                connection.ProtectedKey = key;
            db.ConnectionModels.RemoveRange(connection.Models.Where(model => wanted.Models.All(other => other.Name != model.Name)));
            Apply(connection, wanted, now);
            db.Record(actor, project, connection, "connection.change", now,
                $"{connection.Name}{(before == connection.BaseUrl ? "" : $": {before} → {connection.BaseUrl}")}{(wanted.Key switch { null => "", "" => ", key taken away", _ => ", new key" })}");
        }, cancel);
    }

    public Task DeleteAsync(Actor actor, Guid projectId, Guid id, CancellationToken cancel = default) => gate.WriteAsync(async (db, token) =>
    {
        var (connection, project) = await db.RequireConnectionAsync(actor, projectId, id, token);
        db.ModelConnections.Remove(connection);
        db.Record(actor, project, connection, "connection.delete", time.GetUtcNow().UtcDateTime, connection.Name);
    }, cancel);

    private string? Protected(string? key) => string.IsNullOrEmpty(key) ? null : secrets.Protect(key);

    private static string Origin(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);

    private static void Apply(ModelConnection connection, ConnectionDraft wanted, DateTime now)
    {
        (connection.MaxConcurrency, connection.TimeoutSeconds, connection.Currency) = (wanted.MaxConcurrency, wanted.TimeoutSeconds, wanted.Currency);
        connection.UpdatedAt = now;
        foreach (var (model, order) in wanted.Models.Select((model, order) => (model, order)))
        {
            var stored = connection.Models.Find(other => other.Name == model.Name);
            if (stored is null)
                connection.Models.Add(stored = new ConnectionModel { ConnectionId = connection.Id, Name = model.Name });
            (stored.Order, stored.InputPrice, stored.OutputPrice) = (order, model.InputPrice, model.OutputPrice);
        }
    }

    private static async Task RefuseSameNameAsync(StudioDb db, Guid teamId, string name, Guid? except, CancellationToken cancel)
    {
        if (await db.ModelConnections.AnyAsync(c => c.TeamId == teamId && c.Name == name && c.Id != except, cancel))
            throw new ConflictException($"This team has a connection called '{name}' already; choose another name.");
    }
}
