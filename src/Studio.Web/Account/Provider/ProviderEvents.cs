using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Studio.Core;
using Studio.Core.Teams.Provider;

namespace Studio.Web.Account.Provider;

/// <summary>What happens once the provider has answered: its identity becomes a session of an account here, or a sentence on the sign-in page.</summary>
public sealed class ProviderEvents(
    SignInWithProvider signIn, ProviderConnections connections, ProviderProblems problems, ProviderOptions provider, TimeProvider time, ILogger<ProviderEvents> log)
    : OpenIdConnectEvents
{
    private const string Issuer = "issuer", Subject = "subject", Session = "session";

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var token = context.SecurityToken;
        // What comes straight from the token endpoint passes the handler without a signature, as the specification allows. Not here.
        if (!ProviderSetup.Algorithms.Contains(token.SignatureAlgorithm) || token.RawSignature.Length == 0)
        {
            context.Fail(new SecurityTokenInvalidSignatureException("The identity token is not signed with an accepted algorithm."));
            return Task.CompletedTask;
        }

        context.Properties!.Items[Issuer] = token.Issuer;
        context.Properties.Items[Subject] = token.Subject;
        context.Properties.Items[Session] = context.Principal?.FindFirstValue("sid");
        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var (items, claims) = (context.Properties!.Items, context.Principal!);
        var identity = new ProviderIdentity(
            items[Issuer]!, items[Subject]!, claims.FindFirstValue("name") ?? claims.FindFirstValue("preferred_username"), claims.FindFirstValue("email"),
            provider.TrustEmail || string.Equals(claims.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase),
            claims.FindAll(provider.GroupsClaim).Select(c => c.Value).ToHashSet(StringComparer.Ordinal))
        {
            SessionId = items[Session],
        };
        try
        {
            var connectTo = await connections.AccountAsync(context.HttpContext, context.Properties, context.HttpContext.RequestAborted);
            var user = await signIn.RunAsync(identity, connectTo, context.HttpContext.RequestAborted);
            context.Principal = Claims.Principal(user, Guid.NewGuid().ToString("N"), identity.Issuer);
            context.Properties = new AuthenticationProperties
            {
                IsPersistent = true, AllowRefresh = false, ExpiresUtc = time.GetUtcNow() + TimeSpan.FromHours(provider.SessionHours),
            };
        }
        catch (StudioException refusal)
        {
            context.HandleResponse();
            problems.Show(context.HttpContext, refusal.Message);
        }
    }

    public override Task AccessDenied(AccessDeniedContext context)
    {
        context.HandleResponse();
        problems.Show(context.HttpContext, $"The sign-in at {provider.ShownName} was not finished. Nothing was changed; begin again when you like.");
        return Task.CompletedTask;
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        AccountLog.ProviderRefused(log, context.Failure);
        problems.Show(context.HttpContext, ProviderFailure.Explain(context.Failure, provider.ShownName));
        return Task.CompletedTask;
    }

    // Without kept tokens the provider knows by the client's id who asks.
    public override Task RedirectToIdentityProviderForSignOut(RedirectContext context)
    {
        context.ProtocolMessage.ClientId = provider.ClientId;
        return Task.CompletedTask;
    }
}
