using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Studio.Core.Outgoing;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections.OpenAi;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

/// <summary>One thing that was tried.</summary>
public sealed record ConnectionCheck(string Title, bool Passed, string Said);

/// <param name="Checks">What was tried, in order; after a failure that makes the rest pointless nothing more is.</param>
/// <param name="Offered">The models that the endpoint offers; empty where it does not say.</param>
public sealed record ConnectionTest(IReadOnlyList<ConnectionCheck> Checks, IReadOnlyList<string> Offered)
{
    public bool Passed => Checks.All(check => check.Passed);
}

/// <summary>Tries a connection: whether the address can be reached, the key is accepted and each allowed model answers.</summary>
public sealed class TestConnection(IDbContextFactory<StudioDb> contexts, OutgoingHttp outgoing, ISecretProtector secrets, TimeProvider time)
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "Answer with the word ok.")];

    public async Task<ConnectionTest> RunAsync(Actor actor, Guid projectId, Guid id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (connection, _) = await db.RequireConnectionAsync(actor, projectId, id, cancel);
        var key = connection.ProtectedKey is { } stored ? secrets.Unprotect(stored) : null;
        return await TryAsync(connection.BaseUrl, key, connection.TimeoutSeconds, [.. connection.Models.OrderBy(m => m.Order).Select(m => m.Name)], cancel);
    }

    /// <summary>The same before it is saved, so that a form can offer the endpoint's models. A stored key is not used: it belongs to the stored address.</summary>
    public async Task<ConnectionTest> TryDraftAsync(Actor actor, Guid projectId, ConnectionDraft draft, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, ConnectionAccess.ToChange(draft.WholeTeam), cancel);
        var models = draft.Models.Select(m => m.Name.Trim()).Where(name => name.Length > 0).ToList();
        var address = OutgoingHttp.Parse(draft.BaseUrl).AbsoluteUri.TrimEnd('/');
        return await TryAsync(address, string.IsNullOrEmpty(draft.Key) ? null : draft.Key, Math.Clamp(draft.TimeoutSeconds, 1, 600), models, cancel);
    }

    private async Task<ConnectionTest> TryAsync(string address, string? key, int seconds, IReadOnlyList<string> models, CancellationToken cancel)
    {
        var endpoint = new OpenAiEndpoint(outgoing, address, key, TimeSpan.FromSeconds(Math.Min(seconds, 30)), time);
        var checks = new List<ConnectionCheck>();
        var offered = await OfferedAsync(endpoint, checks, cancel);
        if (offered is null)
            return new ConnectionTest(checks, []);
        using var gate = new SemaphoreSlim(1, 1);
        foreach (var model in models.Take(5))
            checks.Add(await AskAsync(new OpenAiChatClient(endpoint, model, gate), model, cancel));
        return new ConnectionTest(checks, offered);
    }

    // Not every compatible server lists its models, so only what would stop every other call too ends the test here.
    private static async Task<IReadOnlyList<string>?> OfferedAsync(OpenAiEndpoint endpoint, List<ConnectionCheck> checks, CancellationToken cancel)
    {
        try
        {
            var names = await endpoint.CallAsync("models", null, async (response, patience) =>
            {
                using var json = await endpoint.JsonAsync(response, patience);
                return Names(json.RootElement);
            }, cancel);
            checks.Add(new ConnectionCheck("The address answers", true, names.Count == 0 ? "It lists no models." : $"It offers {names.Count} {(names.Count == 1 ? "model" : "models")}."));
            return names;
        }
        catch (ModelCallException error) when (error.Message.Contains("(404)", StringComparison.Ordinal) || error.Message.Contains("(405)", StringComparison.Ordinal))
        {
            checks.Add(new ConnectionCheck("The address answers", true, "It does not list its models, which not every server does."));
            return [];
        }
        catch (ModelCallException error)
        {
            checks.Add(new ConnectionCheck("The address answers", false, error.Message));
            return null;
        }
    }

    private static IReadOnlyList<string> Names(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
            ? [.. data.EnumerateArray().Select(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("id", out var id) ? id.GetString() : null)
                .OfType<string>().Where(name => name.Length is > 0 and <= 200).Order(StringComparer.Ordinal).Take(500)]
            : [];

    private static async Task<ConnectionCheck> AskAsync(OpenAiChatClient client, string model, CancellationToken cancel)
    {
        try
        {
            var answer = await client.GetResponseAsync(Hello, new ChatOptions { MaxOutputTokens = 16 }, cancel);
            return new ConnectionCheck($"{model} answers", true, answer.Usage?.InputTokenCount is null ? "It does not count its tokens." : "It counts its tokens.");
        }
        catch (ModelCallException error)
        {
            return new ConnectionCheck($"{model} answers", false, error.Message);
        }
    }
}
