using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Studio.Core.Datasets.Importing;
using Studio.Core.Teams;

namespace Studio.Web.Tests.Datasets;

/// <summary>Studio's side of the tus protocol, as a client of it sees it.</summary>
public sealed class UploadInPartsTests(DatasetsWeb web) : IClassFixture<DatasetsWeb>
{
    private static readonly byte[] File = Encoding.UTF8.GetBytes("text,label\nLate again 🙂,refund\nok,praise\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Uploads => $"/api/v1/datasets/{web.Dataset}/uploads";

    [Fact]
    public async Task A_client_sends_a_file_in_parts_and_asks_where_to_go_on()
    {
        using var client = await web.ClientAsync(Role.Maintainer);
        var begun = await client.SendAsync(Begin(File.Length, "größe.csv"), Cancel);
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        var location = begun.Headers.Location!.ToString();

        Assert.Equal("20", Offset(await client.SendAsync(Part(location, 0, File[..20]), Cancel)));
        Assert.Equal(HttpStatusCode.Conflict, (await client.SendAsync(Part(location, 0, File[..20]), Cancel)).StatusCode);
        var asked = await client.SendAsync(Request(HttpMethod.Head, location), Cancel);
        Assert.Equal(("20", File.Length.ToString(CultureInfo.InvariantCulture)), (Offset(asked), asked.Headers.GetValues("Upload-Length").Single()));
        var last = await client.SendAsync(Part(location, 20, File[20..]), Cancel);
        Assert.Equal((HttpStatusCode.NoContent, File.Length.ToString(CultureInfo.InvariantCulture)), (last.StatusCode, Offset(last)));

        var import = Guid.Parse(location[(location.LastIndexOf('/') + 1)..]);
        var preview = await web.Get<PreviewImport>().RunAsync(web.Owner, import, null, Cancel);
        Assert.Equal(("größe.csv", 2), (preview.FileName, preview.Rows.Count));
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(Request(HttpMethod.Delete, location), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(Request(HttpMethod.Head, location), Cancel)).StatusCode);
    }

    [Fact]
    public async Task What_is_no_upload_is_refused()
    {
        using var client = await web.ClientAsync(Role.Maintainer);
        using var viewer = await web.ClientAsync(Role.Viewer);
        using var nobody = await web.ClientAsync(null);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SendAsync(Begin(10, "x"), Cancel)).StatusCode);
        Assert.NotEqual(HttpStatusCode.Created, (await nobody.SendAsync(Begin(10, "x"), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(Begin(0, "x"), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(Begin(long.MaxValue, "x"), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(Uploads, null, Cancel)).StatusCode);
        var location = (await client.SendAsync(Begin(10, "x"), Cancel)).Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SendAsync(Part(location, 0, [1]), Cancel)).StatusCode);
        var plain = Part(location, 0, [1]);
        plain.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.SendAsync(plain, Cancel)).StatusCode);
        Assert.Equal("creation,termination,checksum", (await client.SendAsync(Request(HttpMethod.Options, Uploads), Cancel)).Headers.GetValues("Tus-Extension").Single());
    }

    private HttpRequestMessage Begin(long length, string name)
    {
        var request = Request(HttpMethod.Post, Uploads);
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}");
        return request;
    }

    private static HttpRequestMessage Part(string location, long offset, byte[] bytes)
    {
        var request = Request(HttpMethod.Patch, location);
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        return request;
    }

    private static HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private static string Offset(HttpResponseMessage answer) => answer.Headers.GetValues("Upload-Offset").Single();
}
