using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Studio.Web.Account.Provider;

/// <summary>Whose sessions a provider ends.</summary>
public sealed record SignOutOrder(string Issuer, string? Subject, string? Session);

/// <summary>Checks a provider's sign-out tokens: signed by it, for this client, of now, used once, and no identity token in disguise.</summary>
public sealed class SignOutTokens(IOptionsMonitor<OpenIdConnectOptions> options) : IDisposable
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _used = new(new MemoryCacheOptions { SizeLimit = 10_000 });
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async Task<SignOutOrder?> ReadAsync(string token, CancellationToken cancel)
    {
        var client = options.Get(ProviderSetup.Scheme);
        if (token.Length is 0 or > 20_000 || client.ConfigurationManager is null)
            return null;
        var known = await client.ConfigurationManager.GetConfigurationAsync(cancel);
        var rules = client.TokenValidationParameters.Clone();
        (rules.ValidIssuer, rules.ValidAudience, rules.IssuerSigningKeys) = (known.Issuer, client.ClientId, known.SigningKeys);
        rules.RequireExpirationTime = false;
        var result = await _handler.ValidateTokenAsync(token, rules);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken read)
            return null;
        var isOrder = read.TryGetPayloadValue<JsonElement>("events", out var events) && events.ValueKind == JsonValueKind.Object && events.TryGetProperty(Event, out _);
        var fresh = read.IssuedAt > DateTime.UtcNow - Age;
        read.TryGetPayloadValue<string>("sid", out var session);
        var subject = string.IsNullOrEmpty(read.Subject) ? null : read.Subject;
        if (!isOrder || !fresh || read.TryGetPayloadValue<string>("nonce", out _) || (subject is null && session is null) || string.IsNullOrEmpty(read.Id))
            return null;
        if (_used.TryGetValue(read.Id, out _))
            return null;
        _used.Set(read.Id, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Age * 2 });
        return new SignOutOrder(read.Issuer, subject, session);
    }

    public void Dispose() => _used.Dispose();
}
