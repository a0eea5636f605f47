using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace Studio.Core.Coordination;

/// <summary>Orleans inside this process, on two free loopback ports, so that several Studios share a machine without knowing of each other.</summary>
public static class CoordinationSetup
{
    public static IHostApplicationBuilder AddStudioCoordination(this IHostApplicationBuilder builder)
    {
        var (silo, gateway) = FreePorts();
        var cluster = Guid.NewGuid().ToString("N");
        builder.UseOrleans(orleans => orleans.UseLocalhostClustering(silo, gateway, serviceId: "studio", clusterId: cluster));
        return builder;
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
