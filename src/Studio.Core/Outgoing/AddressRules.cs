using System.Net;
using System.Net.Sockets;

namespace Studio.Core.Outgoing;

/// <summary>Which addresses may be called. Asked with the address that is about to be connected to, never with a name alone.</summary>
public sealed class AddressRules
{
    // Loopback, private, shared, link-local (cloud metadata lies there), documentation, benchmarking, multicast and reserved networks.
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/127", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private readonly List<IPNetwork> _networks = [];
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidInputException">An entry is neither an address, a network nor a host name.</exception>
    public AddressRules(IEnumerable<string> allow)
    {
        foreach (var entry in allow.Select(text => text.Trim()).Where(text => text.Length > 0))
        {
            if (IPAddress.TryParse(entry, out var address))
                _networks.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            else if (IPNetwork.TryParse(entry, out var network))
                _networks.Add(network);
            else if (Uri.CheckHostName(entry) == UriHostNameType.Dns)
                _hosts.Add(entry);
            else
                throw new InvalidInputException($"Studio:Outgoing:Allow: '{entry}' is neither an address (10.1.2.3), a network (10.1.0.0/16) nor a host name.");
        }
    }

    public bool Allows(string host, IPAddress address)
    {
        var real = Unwrapped(address);
        return _hosts.Contains(host) || _networks.Exists(network => network.Contains(real)) || !Array.Exists(Private, network => network.Contains(real));
    }

    // An IPv4 address that travels inside an IPv6 one is judged as what it is.
    private static IPAddress Unwrapped(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && Translated.Contains(address) ? new IPAddress(address.GetAddressBytes()[12..]) : address;
    }
}
