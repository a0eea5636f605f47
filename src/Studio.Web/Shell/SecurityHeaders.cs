using System.Security.Cryptography;

namespace Studio.Web.Shell;

/// <summary>
/// The content security policy and its companions, on every answer. Scripts run by nonce alone and nothing is evaluated. Style sheets come from here;
/// <c>style</c> attributes must be allowed, because MudBlazor, Virtualize and the charts place things with them, and an attribute can neither run
/// nor, with these sources, send anything.
/// </summary>
public static class SecurityHeaders
{
    private const string NonceKey = "studio.nonce";

    public static string Nonce(this HttpContext context) => (string)context.Items[NonceKey]!;

    public static void UseStudioSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; " +
            "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
            "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        return next(context);
    });
}
