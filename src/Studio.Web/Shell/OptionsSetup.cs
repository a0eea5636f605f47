using Studio.Core;
using Studio.Core.Teams;
using Studio.Web.Account.Provider;

namespace Studio.Web.Shell;

/// <summary>Reads the configuration at start and refuses mistakes with the key and what is expected.</summary>
public static class OptionsSetup
{
    public static StudioOptions AddStudioOptions(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Studio");
        var mistakes = Mistakes(section).ToList();
        if (mistakes.Count > 0)
            throw new InvalidInputException("The configuration cannot be used:\n" + string.Join('\n', mistakes.Select(m => "  " + m)));
        var options = section.Get<StudioOptions>() ?? new StudioOptions();
        if (string.IsNullOrWhiteSpace(options.Storage.Root))
            options.Storage.Root = DefaultStorageRoot(Directory.GetCurrentDirectory());
        if (!Writable(options.Storage.Root))
            throw new InvalidInputException(
                $"Studio:Storage:Root: cannot write to '{options.Storage.Root}'; expected a folder that this account may create and fill.");
        builder.Services.AddSingleton(options);
        builder.AddStudioProxy(options.Proxy);
        builder.ListenLocally();
        return options;
    }

    /// <summary>The folder <c>data</c> of the repository, or of the current folder where there is none.</summary>
    public static string DefaultStorageRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Studio.sln")))
                return Path.Combine(folder.FullName, "data");
        }
        return Path.Combine(start, "data");
    }

    private static IEnumerable<string> Mistakes(IConfigurationSection studio)
    {
        var setup = studio.GetSection("Setup");
        var (email, password) = (setup["AdminEmail"], setup["AdminPassword"]);
        if (string.IsNullOrEmpty(email) != string.IsNullOrEmpty(password))
            yield return "Studio:Setup:AdminEmail and Studio:Setup:AdminPassword: expected both for set-up without a browser, or neither.";
        if (!string.IsNullOrEmpty(email) && !EmailAddress.IsValid(email))
            yield return $"Studio:Setup:AdminEmail: '{email}' is not an e-mail address; expected something like name@example.org.";
        if (!string.IsNullOrEmpty(password))
        {
            foreach (var problem in PasswordRules.Problems(password, email ?? ""))
                yield return $"Studio:Setup:AdminPassword: {problem}";
        }
        if (setup["Example"] is { Length: > 0 } example && !bool.TryParse(example, out _))
            yield return $"Studio:Setup:Example: '{example}' is neither true nor false.";
        if (studio["Torch:NativePath"] is { Length: > 0 } libtorch && !Directory.Exists(libtorch))
            yield return $"Studio:Torch:NativePath: '{libtorch}' is not a folder; expected the folder of a libtorch, such as torch/lib of a Python installation.";
        foreach (var mistake in ProxySetup.Mistakes(studio.GetSection("Proxy")))
            yield return mistake;
        foreach (var mistake in ProviderOptions.Mistakes(studio.GetSection("Oidc")))
            yield return mistake;
        if (studio["Logs:Format"] is { Length: > 0 } format && !Enum.TryParse<LogFormat>(format, true, out _))
            yield return $"Studio:Logs:Format: '{format}' is unknown; expected text or json.";
    }

    private static bool Writable(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
            var probe = Path.Combine(root, $".probe-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    // Without an address of the person's own, only this machine may call, and only by a name of this machine: a page elsewhere
    // that points its own name at 127.0.0.1 gets nothing.
    private static void ListenLocally(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var urls = configuration["urls"] ?? configuration["ASPNETCORE_URLS"];
        if (urls is null && configuration["http_ports"] is null && configuration["https_ports"] is null && !configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(urls = "http://127.0.0.1:5080");
        var local = urls is not null && urls.Split(';').All(url => url.Contains("://127.0.0.1") || url.Contains("://localhost") || url.Contains("://[::1]"));
        if (local && configuration["AllowedHosts"] is null)
            configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
    }
}
