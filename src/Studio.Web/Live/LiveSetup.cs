using System.Text.Json.Serialization;

namespace Studio.Web.Live;

public static class LiveSetup
{
    public static void AddLiveHub(this IServiceCollection services) => services
        .AddSignalR()
        .AddJsonProtocol(json => json.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter()));

    public static void MapLiveHub(this IEndpointRouteBuilder endpoints) => endpoints.MapHub<LiveHub>(LiveHub.Address).RequireAuthorization();
}
