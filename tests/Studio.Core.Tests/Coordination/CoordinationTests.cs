using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Studio.Core.Coordination;

namespace Studio.Core.Tests.Coordination;

public sealed class CoordinationTests
{
    [Fact]
    public async Task Several_Studios_start_at_once_on_one_machine_and_stay_apart()
    {
        var cancel = TestContext.Current.CancellationToken;
        var hosts = Enumerable.Range(0, 8).Select(_ =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.AddStudioCoordination();
            return builder.Build();
        }).ToList();
        try
        {
            await Task.WhenAll(hosts.Select(host => host.StartAsync(cancel)));
            foreach (var host in hosts)
            {
                var members = await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellationToken: cancel);
                Assert.Single(members);
            }
        }
        finally
        {
            await Task.WhenAll(hosts.Select(host => host.StopAsync(cancel)));
            hosts.ForEach(host => host.Dispose());
        }
    }
}
