using Microsoft.AspNetCore.Http.Features;

namespace Studio.Web.Api;

/// <summary>What an upload in parts knows of itself.</summary>
internal readonly record struct TusUpload(Guid Id, long Offset, long Length);

/// <summary>The answers of tus 1.0.0, the same for every kind of file that comes in parts; whose it is and where it goes, the rooms say.</summary>
internal static class TusEndpoints
{
    /// <param name="request">A creation.</param>
    /// <param name="response">Its answer.</param>
    /// <param name="path">The address of uploads, to which the new one's id is added.</param>
    /// <param name="begin">Takes the file's name, its length, and the fingerprint that the client knows it by.</param>
    public static async Task<IResult> BeginAsync(HttpRequest request, HttpResponse response, string path, Func<string, long, string?, Task<TusUpload>> begin)
    {
        TusHeaders.CheckVersion(request);
        var metadata = TusHeaders.Metadata(request);
        var upload = await begin(metadata.GetValueOrDefault("filename", ""), TusHeaders.WholeLength(request), metadata.GetValueOrDefault("fingerprint"));
        TusHeaders.Answer(response, upload.Offset, upload.Length);
        return Results.Created($"{path}/{upload.Id}", null);
    }

    public static IResult Ask(HttpResponse response, TusUpload upload)
    {
        TusHeaders.Answer(response, upload.Offset, upload.Length);
        response.Headers.CacheControl = "no-store";
        return Results.Ok();
    }

    /// <param name="request">A part.</param>
    /// <param name="response">Its answer.</param>
    /// <param name="append">Takes the offset where the part begins, and the part.</param>
    public static async Task<IResult> AppendAsync(HttpRequest request, HttpResponse response, Func<long, Stream, Task<TusUpload>> append)
    {
        TusHeaders.CheckVersion(request);
        if (request.ContentType != TusHeaders.PartType)
            return Results.Problem($"A part of a file has the content type {TusHeaders.PartType}.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        await using var part = CheckedPart.Of(request);
        try
        {
            var upload = await append(TusHeaders.PartOffset(request), part);
            TusHeaders.Answer(response, upload.Offset, upload.Length);
            return Results.NoContent();
        }
        catch (WrongChecksumException refusal)
        {
            TusHeaders.Answer(response);
            return Results.Problem(refusal.Message, statusCode: WrongChecksumException.Status);
        }
    }

    public static async Task<IResult> EndAsync(HttpRequest request, HttpResponse response, Func<Task> end)
    {
        TusHeaders.CheckVersion(request);
        await end();
        TusHeaders.Answer(response);
        return Results.NoContent();
    }
}
