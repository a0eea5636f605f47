using Microsoft.AspNetCore.Authentication.Cookies;

namespace Studio.Web.Account;

/// <summary>
/// Over https the session cookie carries the prefix <c>__Host-</c>, so that no neighbouring subdomain can plant one; over plain http
/// browsers refuse that prefix, and localhost works without.
/// </summary>
public sealed class HostCookies : ICookieManager
{
    public const string Name = "studio";
    private readonly ChunkingCookieManager _cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, NameFor(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, NameFor(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, NameFor(context, key), options);

    private static string NameFor(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
}
