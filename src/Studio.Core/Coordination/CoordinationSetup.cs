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

    // Below the ports that systems give away by themselves: one of those could be somebody's outgoing connection before the silo listens.
    private static (int Silo, int Gateway) FreePorts()
    {
        int[] free = [.. Enumerable.Range(0, 200).Select(_ => Random.Shared.Next(10_000, 32_768)).Distinct().Where(IsFree).Take(2)];
        return free is [var silo, var gateway] ? (silo, gateway) : throw new InvalidOperationException("This machine has no two free ports between 10,000 and 32,767 on its loopback address.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
