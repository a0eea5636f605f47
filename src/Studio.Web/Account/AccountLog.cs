namespace Studio.Web.Account;

internal static partial class AccountLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-in provider's answer was refused.")]
    public static partial void ProviderRefused(ILogger log, Exception? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-in provider cannot be reached.")]
    public static partial void ProviderUnreachable(ILogger log, Exception error);
}
