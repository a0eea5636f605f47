using Studio.Core.Outgoing;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;

namespace Studio.Web.Prompts.Connections;

public static class ConnectionsSetup
{
    /// <summary>Connections to models, their keys encrypted with this installation's data protection, the door for outgoing requests, and prompt runs.</summary>
    public static void AddStudioConnections(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ISecretProtector, SecretProtector>();
        builder.Services.AddPromptRuns(new PromptRunOptions());
        builder.Services.AddModelConnections(new OutgoingOptions { Allow = Allowed(builder.Configuration.GetSection("Studio:Outgoing:Allow")) });
    }

    // A list in appsettings.json, or one text with commas in an environment variable or on the command line. A mistake ends the start.
    private static IReadOnlyList<string> Allowed(IConfigurationSection section)
    {
        var entries = section.Get<string[]>() ?? (section.Value ?? "").Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _ = new AddressRules(entries);
        return entries;
    }
}
