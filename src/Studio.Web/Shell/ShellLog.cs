namespace Studio.Web.Shell;

internal static partial class ShellLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed.")]
    public static partial void PageFailed(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "An action on a page failed.")]
    public static partial void ActionFailed(ILogger log, Exception error);
}
