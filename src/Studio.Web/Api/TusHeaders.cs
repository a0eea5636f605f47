using System.Globalization;
using System.Text;
using Studio.Core;

namespace Studio.Web.Api;

/// <summary>What the open protocol tus 1.0.0 (core, creation, termination and checksum) says in headers, for every kind of file that comes in parts.</summary>
internal static class TusHeaders
{
    public const string PartType = "application/offset+octet-stream";
    private const string Version = "1.0.0";
    private const string Offset = "Upload-Offset";
    private const string Length = "Upload-Length";

    public static IResult Describe(HttpResponse response, long maxBytes)
    {
        Answer(response);
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Extension"] = "creation,termination,checksum";
        response.Headers["Tus-Checksum-Algorithm"] = CheckedPart.Algorithms;
        response.Headers["Tus-Max-Size"] = maxBytes.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    // A page of another site cannot send this header without being asked first, so it also stands in for an antiforgery token.
    public static void CheckVersion(HttpRequest request)
    {
        if (request.Headers["Tus-Resumable"] != Version)
            throw new InvalidInputException($"Uploads in parts carry the header Tus-Resumable: {Version}.");
    }

    public static long WholeLength(HttpRequest request) => Number(request, Length);

    public static long PartOffset(HttpRequest request) => Number(request, Offset);

    public static void Answer(HttpResponse response) => response.Headers["Tus-Resumable"] = Version;

    public static void Answer(HttpResponse response, long offset, long length)
    {
        Answer(response);
        response.Headers[Offset] = offset.ToString(CultureInfo.InvariantCulture);
        response.Headers[Length] = length.ToString(CultureInfo.InvariantCulture);
    }

    public static Dictionary<string, string> Metadata(HttpRequest request)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in request.Headers["Upload-Metadata"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            var bytes = new byte[parts[^1].Length];
            if (parts.Length == 2 && Convert.TryFromBase64String(parts[1], bytes, out var length))
                found[parts[0]] = Encoding.UTF8.GetString(bytes, 0, length);
        }

        return found;
    }

    private static long Number(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value : throw new InvalidInputException($"The header {header} says a number of bytes.");
}
