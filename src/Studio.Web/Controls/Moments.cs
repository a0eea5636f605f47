using System.Globalization;

namespace Studio.Web.Controls;

/// <summary>How points in time are written, the same on every page.</summary>
public static class Moments
{
    public static string Day(DateTime utc) => utc.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Minute(DateTime utc) => utc.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
