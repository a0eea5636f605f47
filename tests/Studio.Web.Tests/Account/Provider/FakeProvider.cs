using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Studio.Web.Tests.Account.Provider;

/// <summary>
/// A small OpenID Connect provider that signs whoever it is told to in without asking, and that can be made to misbehave: <see cref="Spoil"/> changes the claims
/// before they are signed, the other switches change how.
/// </summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string Client = "studio", Secret = "a secret of this test alone";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048), _foreignKey = RSA.Create(2048);
    private readonly Dictionary<string, (string Nonce, string Challenge)> _codes = [];

    private FakeProvider(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Who signs in next.</summary>
    public JsonObject Person { get; set; } = new() { ["sub"] = "ada-1", ["name"] = "Ada Byron", ["email"] = "ada.byron@example.net", ["email_verified"] = true };

    /// <summary>Changes the claims of the identity token before it is signed.</summary>
    public Action<JsonObject> Spoil { get; set; } = _ => { };

    /// <summary>The algorithm that the token's header names; <c>none</c> leaves the signature out, <c>HS256</c> signs with the client's secret.</summary>
    public string Algorithm { get; set; } = "RS256";

    /// <summary>Signs with a key that is not published.</summary>
    public bool WithForeignKey { get; set; }

    /// <summary>The subject that the user-info endpoint tells, where it lies.</summary>
    public string? OtherSubject { get; set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.UseRouting();
        app.MapGet("/.well-known/openid-configuration", () => Results.Content(provider.Discovery(), "application/json"));
        app.MapGet("/keys", () => Results.Content(provider.Keys(), "application/json"));
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        app.MapGet("/me", () => Results.Content(provider.UserInfo(), "application/json"));
        await app.StartAsync();
        return provider;
    }

    public string Sign(JsonObject claims, string type = "JWT")
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["typ"] = type, ["kid"] = WithForeignKey ? "another" : "one" };
        var text = $"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = Algorithm switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes),
            _ => (WithForeignKey ? _foreignKey : _key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{text}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.Dispose();
        _foreignKey.Dispose();
    }

    private IResult Authorize(HttpRequest request)
    {
        var code = Guid.NewGuid().ToString("N");
        string Asked(string name) => request.Query[name].ToString();
        Assert.Equal(("code", "S256", Client), (Asked("response_type"), Asked("code_challenge_method"), Asked("client_id")));
        _codes[code] = (Asked("nonce"), Asked("code_challenge"));
        return Results.Redirect(QueryHelpers.AddQueryString(Asked("redirect_uri"), new Dictionary<string, string?> { ["code"] = code, ["state"] = Asked("state"), ["iss"] = Address }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.Remove(form["code"].ToString(), out var asked)
            || asked.Challenge != WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))))
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Address, ["aud"] = Client, ["sub"] = Person["sub"]!.GetValue<string>(), ["iat"] = now, ["exp"] = now + 300, ["nonce"] = asked.Nonce, ["sid"] = "session-1",
        };
        Spoil(claims);
        return Results.Json(new { access_token = "opaque", token_type = "Bearer", expires_in = 300, id_token = Sign(claims) });
    }

    private string UserInfo()
    {
        var told = Person.DeepClone().AsObject();
        if (OtherSubject is not null)
            told["sub"] = OtherSubject;
        return told.ToJsonString();
    }

    private string Discovery() => JsonSerializer.Serialize(new
    {
        issuer = Address,
        authorization_endpoint = Address + "/authorize",
        token_endpoint = Address + "/token",
        userinfo_endpoint = Address + "/me",
        jwks_uri = Address + "/keys",
        end_session_endpoint = Address + "/end",
        response_types_supported = new[] { "code" },
        subject_types_supported = new[] { "public" },
        id_token_signing_alg_values_supported = new[] { "RS256", "none", "HS256" },
    });

    private string Keys()
    {
        var key = _key.ExportParameters(false);
        return JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = WebEncoders.Base64UrlEncode(key.Modulus!), e = WebEncoders.Base64UrlEncode(key.Exponent!) } },
        });
    }

    private static string Encode(string json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json));
}
