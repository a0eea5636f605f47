using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Studio.Web.Shell;

/// <summary>
/// <c>Studio:Proxy</c>: what a reverse proxy says about the caller counts only when it comes from a proxy that is named here, and only for the hosts that are
/// named here. Without it every such header is ignored, because anybody can send one.
/// </summary>
public sealed class ProxySettings
{
    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of the proxies.</summary>
    public IReadOnlyList<string> KnownProxies { get; init; } = [];

    /// <summary>The names under which people reach Studio through them.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>How many proxies stand in a row.</summary>
    public int Hops { get; init; } = 1;
}

public static class ProxySetup
{
    public static IEnumerable<string> Mistakes(IConfigurationSection proxy)
    {
        var (known, hosts) = (proxy.GetSection("KnownProxies").GetChildren().ToList(), proxy.GetSection("Hosts").GetChildren().ToList());
        foreach (var entry in known.Where(entry => !IPAddress.TryParse(entry.Value, out _) && !IPNetwork.TryParse(entry.Value ?? "", out _)))
            yield return $"Studio:Proxy:KnownProxies:{entry.Key}: '{entry.Value}' is neither an address nor a network; expected something like 10.0.0.7 or 10.0.0.0/8.";
        foreach (var entry in hosts.Where(entry => Uri.CheckHostName(entry.Value) == UriHostNameType.Unknown))
            yield return $"Studio:Proxy:Hosts:{entry.Key}: '{entry.Value}' is no host name; expected something like studio.example.org, without https:// and port.";
        if (known.Count > 0 != hosts.Count > 0)
            yield return "Studio:Proxy:KnownProxies and Studio:Proxy:Hosts: expected both or neither; the proxies whose headers count, and the names under which people come through them.";
        if (proxy["Hops"] is { Length: > 0 } hops && !(int.TryParse(hops, out var number) && number is >= 1 and <= 10))
            yield return $"Studio:Proxy:Hops: '{hops}' is no number from 1 to 10.";
    }

    public static void AddStudioProxy(this WebApplicationBuilder builder, ProxySettings proxy)
    {
        if (proxy.KnownProxies.Count == 0)
            return;
        builder.Configuration["AllowedHosts"] ??= string.Join(';', [.. proxy.Hosts, "localhost", "127.0.0.1", "[::1]"]);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.ForwardLimit = proxy.Hops;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var entry in proxy.KnownProxies)
            {
                if (IPAddress.TryParse(entry, out var address))
                    options.KnownProxies.Add(address);
                else
                    options.KnownIPNetworks.Add(IPNetwork.Parse(entry));
            }

            foreach (var host in proxy.Hosts)
                options.AllowedHosts.Add(host);
        });
    }

    /// <summary>Before everything that looks at who calls, and how.</summary>
    public static void UseStudioProxy(this WebApplication app)
    {
        if (app.Services.GetRequiredService<StudioOptions>().Proxy.KnownProxies.Count > 0)
            app.UseForwardedHeaders();
    }
}
