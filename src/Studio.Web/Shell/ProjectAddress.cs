namespace Studio.Web.Shell;

/// <summary>The project that an address stands in: <c>p/{id}/…</c>.</summary>
public static class ProjectAddress
{
    public static Guid? Of(string relativePath)
    {
        var segments = relativePath.Split('?', '#')[0].Split('/');
        return segments is ["p", var id, ..] && Guid.TryParse(id, out var project) ? project : null;
    }
}
