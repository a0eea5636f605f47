using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Studio.Web.Account.Provider;

/// <summary>Why a provider's answer was refused, for the person who tried to sign in; what it said itself is never repeated, since anybody may have written it.</summary>
public static class ProviderFailure
{
    public static string Explain(Exception? failure, string name)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (Sentence(cause, name) is { } sentence)
                return sentence;
        }

        return $"The sign-in at {name} did not work. Nothing was changed. Begin again; if it stays so, the server's log says more.";
    }

    private static string? Sentence(Exception cause, string name) => cause switch
    {
        SecurityTokenInvalidIssuerException => NotTrusted(name, "it names another issuer than the configured one"),
        SecurityTokenInvalidAudienceException => NotTrusted(name, "it was made for another application"),
        SecurityTokenExpiredException or SecurityTokenNoExpirationException => NotTrusted(name, "it has expired; the clocks of both servers may differ"),
        SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException => NotTrusted(name, "it is not valid yet; the clocks of both servers may differ"),
        SecurityTokenSignatureKeyNotFoundException => NotTrusted(name, "it is signed with a key that the provider has not published"),
        SecurityTokenInvalidAlgorithmException => NotTrusted(name, "it is signed in a way that is not accepted"),
        SecurityTokenInvalidSignatureException => NotTrusted(name, "it is not signed, or not by the provider"),
        OpenIdConnectProtocolInvalidNonceException => NotTrusted(name, "it answers another sign-in than the one begun here"),
        OpenIdConnectProtocolException { Message: var message } when message.Contains("invalid_client", StringComparison.Ordinal) =>
            $"{name} does not accept this Studio as its client. Whoever runs Studio checks Studio:Oidc:ClientId and ClientSecret.",
        OpenIdConnectProtocolException { Message: var message } when message.Contains("IDX21320", StringComparison.Ordinal) || message.Contains("IDX21338", StringComparison.Ordinal) =>
            NotTrusted(name, "it speaks of another person than its first part"),
        SecurityTokenException => NotTrusted(name, "its token cannot be read"),
        HttpRequestException or TaskCanceledException or IOException => $"{name} cannot be reached at the moment. Try again shortly.",
        { Message: var message } when message.Contains("orrelation failed", StringComparison.Ordinal) || message.Contains("message.State", StringComparison.Ordinal) =>
            "This sign-in was not begun in this browser, or too long ago. Begin again from here.",
        _ => null,
    };

    private static string NotTrusted(string name, string why) => $"The answer of {name} is not trusted: {why}. You are not signed in; whoever runs Studio finds more in its log.";
}
