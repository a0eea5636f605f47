using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Studio.Core;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Snapshots;
using Studio.Web.Account;

namespace Studio.Web.Datasets;

/// <summary>A snapshot's splits as JSON Lines, as the command line reads them, and its file as it is.</summary>
public static class SnapshotEndpoints
{
    private const int FlushEvery = 1 << 16;
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapSnapshotDownloads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/snapshots/{hash}/{split}.jsonl", RowsAsync).WithTags("Datasets").WithName("DownloadSplit")
            .Produces<string>(StatusCodes.Status200OK, "application/jsonl");
        endpoints.MapGet("/api/v1/snapshots/{hash}.parquet", FileAsync).WithTags("Datasets").WithName("DownloadSnapshot");
    }

    private static async Task<IResult> FileAsync(string hash, ClaimsPrincipal caller, ListSnapshots snapshots, CancellationToken cancel) =>
        Results.File(await snapshots.PathAsync(caller.Actor(), hash, cancel), "application/vnd.apache.parquet", $"{hash}.parquet", enableRangeProcessing: true);

    private static async Task RowsAsync(
        string hash, string split, ClaimsPrincipal caller, HttpResponse response, ListSnapshots snapshots, CancellationToken cancel)
    {
        if (!Enum.TryParse<DatasetSplit>(split, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted))
            throw new NotFoundException("split");
        var rows = await snapshots.ReadAsync(caller.Actor(), hash, wanted, cancel);
        response.ContentType = "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{hash[..12]}-{wanted.ToString().ToLowerInvariant()}.jsonl\"";
        await using var writer = new Utf8JsonWriter(response.BodyWriter, Json);
        await foreach (var row in rows)
        {
            Write(writer, row);
            await writer.FlushAsync(cancel);
            writer.Reset();
            response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
            response.BodyWriter.Advance(1);
            if (response.BodyWriter.UnflushedBytes > FlushEvery)
                await response.BodyWriter.FlushAsync(cancel);
        }
    }

    private static void Write(Utf8JsonWriter writer, SnapshotRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("id", row.Id.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("text", row.Text);
        if (row.Label is not null)
            writer.WriteString("label", row.Label);
        writer.WriteEndObject();
    }
}
