using System.Net;
using System.Net.Sockets;

namespace Studio.Core.Outgoing;

/// <summary>
/// The one door for requests that Studio itself sends. The address is checked when the connection is made, after the name was resolved, so that no name can
/// lead elsewhere between the check and the call. Redirects are not followed, cookies not kept, a proxy of the environment is not used.
/// </summary>
public sealed class OutgoingHttp : IDisposable
{
    private readonly AddressRules _rules;

    public OutgoingHttp(OutgoingOptions options)
    {
        _rules = new AddressRules(options.Allow);
        MaxAnswerBytes = options.MaxAnswerBytes;
        Client = new HttpClient(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.UserAgent.ParseAdd("Studio");
    }

    /// <summary>Shared by everybody; each call brings its own time limit as a cancellation.</summary>
    public HttpClient Client { get; }

    public int MaxAnswerBytes { get; }

    /// <summary>A handler with the same checks, for a library that brings its own client.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = ConnectAsync,
    };

    /// <summary>Whether an address may stand in a setting: http or https, without a name and password in it. Where it leads is checked at every call.</summary>
    /// <exception cref="InvalidInputException">It may not.</exception>
    public static Uri Parse(string? text)
    {
        if (!Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            throw new InvalidInputException("The address is a full one, such as https://api.example.org/v1.");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new InvalidInputException("The address has no name, password, question mark or hash in it; a key has a field of its own.");
        return address;
    }

    public void Dispose() => Client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        // One private address among public ones is refused whole: which of them is called would be chance.
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, address => _rules.Allows(host, address)))
            throw new AddressRefusedException(host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name led to an address inside the network, which only the configuration can open.</summary>
public sealed class AddressRefusedException(string host) : StudioException(
    $"'{host}' is an address inside this network or machine, and Studio does not call those unless its configuration says so. "
    + $"Whoever runs Studio can add it to Studio:Outgoing:Allow.");
