namespace Studio.Web.Shell;

/// <summary>
/// A page of another origin may not act with a visitor's cookie: not by a form, and not by a web socket, which no browser asks about. Another
/// port of the same machine is another origin too, although its requests carry the cookie.
/// </summary>
public static class OwnOrigin
{
    public static void UseOwnOrigin(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (Changes(context.Request) && !IsOwn(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        await next(context);
    });

    // An API key is no cookie: a browser never adds it by itself.
    private static bool Changes(HttpRequest request) => request.Headers.Authorization.Count == 0
        && (request.Headers.Upgrade.Count > 0 || request.Method == HttpMethods.Connect
            || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)));

    private static bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
