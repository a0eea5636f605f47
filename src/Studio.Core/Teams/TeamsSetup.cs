using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Teams.Notifications;
using Studio.Core.Teams.Presence;
using Studio.Core.Teams.Provider;

namespace Studio.Core.Teams;

public static class TeamsSetup
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 for every password.</summary>
    public const int PasswordIterations = 210_000;

    public static IServiceCollection AddStudioTeams(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordIterations);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<CheckPassword>();
        services.AddSingleton<ChangePassword>();
        services.TryAddSingleton(AccountRules.Default);
        services.AddSingleton<Sessions>();
        services.AddSingleton<SignInWithProvider>();
        services.AddSingleton<ProviderSessions>();
        services.AddSingleton<ReadSignIns>();
        services.AddSingleton<SetUpStudio>();
        services.AddSingleton<ListProjects>();
        services.AddSingleton<CreateProject>();
        services.AddSingleton<CreateTeam>();
        services.AddSingleton<Members>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ReadAudit>();
        services.AddSingleton<ReadNotifications>();
        services.AddSingleton<MarkNotifications>();
        services.AddSingleton<WatchObject>();
        services.AddSingleton<PresenceFeeds>();
        return services;
    }
}
