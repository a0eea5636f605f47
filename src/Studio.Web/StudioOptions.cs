using Studio.Web.Shell;

namespace Studio.Web;

/// <summary>Everything under <c>Studio:</c> that the shell reads. Rooms bind their own sections.</summary>
public sealed class StudioOptions
{
    public StorageSettings Storage { get; init; } = new();
    public SetupSettings Setup { get; init; } = new();
    public ProxySettings Proxy { get; init; } = new();
    public LogSettings Logs { get; init; } = new();
}

public sealed class StorageSettings
{
    /// <summary>Folder of the database, uploads, snapshots, runs and models.</summary>
    public string Root { get; set; } = "";
}

/// <summary>Set-up without a browser: both or neither of e-mail and password.</summary>
public sealed class SetupSettings
{
    public string? AdminEmail { get; init; }
    public string? AdminPassword { get; init; }
    public string AdminName { get; init; } = "Administrator";
    public string TeamName { get; init; } = "Team";
    public bool Example { get; init; } = true;
}

public enum LogFormat { Text, Json }

public sealed class LogSettings
{
    public LogFormat Format { get; init; } = LogFormat.Text;
}
