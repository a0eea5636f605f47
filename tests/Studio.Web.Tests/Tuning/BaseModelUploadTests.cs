using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Studio.Core.Teams;
using Studio.Core.Tests.Tuning.Bases;
using Studio.Core.Tuning.Bases;
using static Studio.Web.Tests.Tuning.TuningWeb;

namespace Studio.Web.Tests.Tuning;

/// <summary>A base model's archive over real HTTP, in parts, as a program sends it.</summary>
public sealed class BaseModelUploadTests : IAsyncLifetime
{
    private static readonly Lazy<byte[]> Archive = new(() => Zip(SmallModel.Files().Select(file => ($"small/{file.Key}", file.Value))));

    private TuningWeb _web = null!;
    private HttpClient _client = null!;
    private string _key = "";

    private string Uploads => $"/api/v1/projects/{_web.Project.Id}/base-models/uploads";

    public async ValueTask InitializeAsync()
    {
        _web = await StartAsync();
        _key = await _web.KeyAsync(Role.Maintainer);
        _client = Client(_key);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _web.DisposeAsync();
    }

    [Fact]
    public async Task An_archive_whose_connection_breaks_goes_on_where_it_stopped_and_becomes_a_model()
    {
        var bytes = Archive.Value;
        var location = await BeginAsync("small.zip", bytes.Length, "print");

        await BreakOffAsync(location, bytes, announced: bytes.Length, sent: bytes.Length / 2);
        var offset = await TakenAsync(location);
        Assert.InRange(offset, 1, bytes.Length / 2);
        Assert.Equal(location, await BeginAsync("small.zip", bytes.Length, "print"));
        Assert.Equal(HttpStatusCode.Conflict, (await _client.SendAsync(Part(location, 0, bytes), Cancel)).StatusCode);
        var last = await _client.SendAsync(Part(location, offset, bytes[(int)offset..]), Cancel);

        Assert.Equal((HttpStatusCode.NoContent, bytes.Length), (last.StatusCode, Offset(last)));
        var model = await EndedAsync(location);
        Assert.Equal((BaseModelState.Checked, null, "small"), (model.State, model.Problem, model.Name));
        Assert.Contains("\"state\":\"checked\"", await _client.GetStringAsync($"/api/v1/base-models/{model.Id}", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task A_part_whose_checksum_is_wrong_does_not_count(string algorithm)
    {
        var bytes = Archive.Value;
        var location = await BeginAsync("small.zip", bytes.Length, null);
        var damaged = bytes[..1_000];
        damaged[500] ^= 1;

        var refused = await _client.SendAsync(Part(location, 0, damaged, Sum(algorithm, bytes[..1_000])), Cancel);
        Assert.Equal(460, (int)refused.StatusCode);
        Assert.Contains("other bytes than its checksum says", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(0, await OffsetAsync(location));
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.SendAsync(Part(location, 0, bytes, "md5 AAAA"), Cancel)).StatusCode);
        Assert.Equal(0, await OffsetAsync(location));

        Assert.Equal(1_000, Offset(await _client.SendAsync(Part(location, 0, bytes[..1_000], Sum(algorithm, bytes[..1_000])), Cancel)));
        await _client.SendAsync(Part(location, 1_000, bytes[1_000..], Sum(algorithm, bytes[1_000..])), Cancel);
        Assert.Equal((BaseModelState.Checked, null), (await EndedAsync(location) is var model ? (model.State, model.Problem) : default));
    }

    public static TheoryData<string, string> Attacks => new()
    {
        { "../../evil.json", "leads out of its folder" }, { "/etc/evil.json", "leads out of its folder" }, { "small/pytorch_model.bin", "can run code" }, { "small/optimizer.pt", "can run code" },
    };

    [Theory, MemberData(nameof(Attacks))]
    public async Task An_archive_that_climbs_out_or_brings_code_is_refused_and_leaves_nothing(string name, string said)
    {
        var bytes = Tar([.. SmallModel.Files().Select(file => ($"small/{file.Key}", file.Value)), (name, "\u0080\u0002 not rows"u8.ToArray())]);
        var location = await BeginAsync("small.tar", bytes.Length, null);
        await _client.SendAsync(Part(location, 0, bytes), Cancel);

        var model = await EndedAsync(location);

        Assert.Equal(BaseModelState.Failed, model.State);
        Assert.Contains(said, model.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_web.Get<BaseModelFolders>().Root, model.Id.ToString("N"))));
        Assert.DoesNotContain(Directory.EnumerateFiles(_web.Folder, "*", SearchOption.AllDirectories), path => Path.GetFileName(path) is "evil.json" or "pytorch_model.bin" or "optimizer.pt");
    }

    [Fact]
    public async Task Who_may_not_add_models_sends_none_and_a_cancelled_one_is_gone()
    {
        using var viewer = Client(await _web.KeyAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SendAsync(Begin("small.zip", 10, null), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.SendAsync(Begin("small.zip", 0, null), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.SendAsync(Begin("small.zip", long.MaxValue, null), Cancel)).StatusCode);
        var location = await BeginAsync("small.zip", 10, null);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SendAsync(Part(location, 0, [1]), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await _client.SendAsync(Request(HttpMethod.Delete, location), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.SendAsync(Request(HttpMethod.Head, location), Cancel)).StatusCode);
    }

    /// <summary>A part that is announced whole and of which only the beginning comes before the connection is cut.</summary>
    private async Task BreakOffAsync(string location, byte[] bytes, int announced, int sent)
    {
        var address = new Uri(_web.Address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        var head = $"PATCH {location} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {_key}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            + $"Content-Type: application/offset+octet-stream\r\nContent-Length: {announced}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        await socket.GetStream().WriteAsync(bytes.AsMemory(0, sent), Cancel);
        await socket.GetStream().FlushAsync(Cancel);
        var file = Path.Combine(_web.Folder, "uploads", Guid.Parse(location[(location.LastIndexOf('/') + 1)..]).ToString("N"));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(file) || new FileInfo(file).Length < sent)
            await timer.WaitForNextTickAsync(Cancel);
        socket.Close();
    }

    private async Task<string> BeginAsync(string name, long length, string? fingerprint)
    {
        var begun = await _client.SendAsync(Begin(name, length, fingerprint), Cancel);
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        return begun.Headers.Location!.ToString();
    }

    private async Task<long> OffsetAsync(string location) => Offset(await _client.SendAsync(Request(HttpMethod.Head, location), Cancel));

    // A broken connection is noticed a moment after it broke; until then the part is still being taken.
    private async Task<long> TakenAsync(string location)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await OffsetAsync(location) is > 0 and var offset)
                return offset;
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    private async Task<BaseModelRow> EndedAsync(string location)
    {
        var id = Guid.Parse(location[(location.LastIndexOf('/') + 1)..]);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var row = (await _web.Get<ListBaseModels>().OneAsync(_web.Project.Maintainer, _web.Project.Id, id, Cancel)).Row;
            if (row.State is BaseModelState.Checked or BaseModelState.Refused or BaseModelState.Failed)
                return row;
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    private HttpClient Client(string key) => new() { BaseAddress = new Uri(_web.Address), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };

    private HttpRequestMessage Begin(string name, long length, string? fingerprint)
    {
        var request = Request(HttpMethod.Post, Uploads);
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}" + (fingerprint is null ? "" : $",fingerprint {Convert.ToBase64String(Encoding.UTF8.GetBytes(fingerprint))}"));
        return request;
    }

    private static HttpRequestMessage Part(string location, long offset, byte[] bytes, string? checksum = null)
    {
        var request = Request(HttpMethod.Patch, location);
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        if (checksum is not null)
            request.Headers.Add("Upload-Checksum", checksum);
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        return request;
    }

    private static HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private static long Offset(HttpResponseMessage answer) => long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    private static string Sum(string algorithm, byte[] bytes) =>
        $"{algorithm} {Convert.ToBase64String(CryptographicOperations.HashData(algorithm == "sha1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, bytes))}";

    private static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Tar(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return bytes.ToArray();
    }
}
