using System.Text.Encodings.Web;

namespace Studio.Web.Account.Provider;

/// <summary>
/// A form of ours may only lead to ourselves (<c>form-action 'self'</c>), redirects included. Where a posted form ends at the provider, its redirect is
/// therefore answered as a page that goes on by itself.
/// </summary>
public static class LeavingPage
{
    public static async Task InsteadOfRedirectAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode != StatusCodes.Status302Found || !Uri.TryCreate(response.Headers.Location, UriKind.Absolute, out var target)
            || target.Scheme is not ("http" or "https"))
            return;
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.Remove("Location");
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        var (address, host) = (HtmlEncoder.Default.Encode(target.AbsoluteUri), HtmlEncoder.Default.Encode(target.Host));
        await response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>One moment · Studio</title><meta http-equiv="refresh" content="0;url={address}"><link rel="icon" type="image/svg+xml" href="/img/studio.svg"><link rel="stylesheet" href="/css/theme.css"><link rel="stylesheet" href="/css/app.css"></head>
            <body class="account"><main class="account-main"><p>Going on to {host} …</p><p><a href="{address}">Go on now</a></p></main></body>
            </html>
            """, context.RequestAborted);
    }
}
