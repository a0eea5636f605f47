using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Outgoing;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections.OpenAi;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

/// <summary>The models behind a project's connections: <c>connection:{id}:{name}</c>.</summary>
internal sealed class ConnectedModels(IDbContextFactory<StudioDb> contexts, OutgoingHttp outgoing, ISecretProtector secrets, TimeProvider time) : IModelSource
{
    // Shared by everything in this process that asks the connection; another limit is another gate.
    private readonly ConcurrentDictionary<(Guid Id, int Limit), SemaphoreSlim> _gates = new();

    public string Prefix => "connection";

    public static string IdOf(Guid connectionId, string model) => $"connection:{connectionId:N}:{model}";

    public async Task<IReadOnlyList<ModelListing>> ListAsync(ProjectAccess project, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var connections = await db.ConnectionsOf(project).AsNoTracking().Include(c => c.Models).OrderBy(c => c.Name).ToListAsync(cancel);
        return [.. connections.SelectMany(c => c.Models.OrderBy(m => m.Order).Select(m => Listing(c, m)))];
    }

    public async Task<ChatModel?> OpenAsync(ProjectAccess project, string id, CancellationToken cancel)
    {
        if (id.Split(':', 3) is not [_, var connectionId, var name] || !Guid.TryParse(connectionId, out var key))
            return null;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var connection = await db.ConnectionsOf(project).AsNoTracking().Include(c => c.Models).SingleOrDefaultAsync(c => c.Id == key, cancel);
        var model = connection?.Models.Find(m => m.Name == name);
        return connection is null || model is null ? null : new ChatModel(Listing(connection, model), Client(connection, name));
    }

    internal OpenAiChatClient Client(ModelConnection connection, string model)
    {
        var gate = _gates.GetOrAdd((connection.Id, connection.MaxConcurrency), key => new SemaphoreSlim(key.Limit, key.Limit));
        var endpoint = new OpenAiEndpoint(outgoing, connection.BaseUrl, Key(connection), TimeSpan.FromSeconds(connection.TimeoutSeconds), time);
        return new OpenAiChatClient(endpoint, model, gate);
    }

    internal string? Key(ModelConnection connection) => connection.ProtectedKey is { } stored ? secrets.Unprotect(stored) : null;

    private static ModelListing Listing(ModelConnection connection, ConnectionModel model) => new(
        IdOf(connection.Id, model.Name), model.Name, connection.Name, ModelOrigin.Connection,
        model is { InputPrice: { } input, OutputPrice: { } output } ? new ModelPrice(input, output, connection.Currency) : null, connection.MaxConcurrency);
}
