using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Studio.Core.Tuning.Bases;
using Studio.Core.Tuning.Bases.Archives;
using ZstdSharp;
using static Studio.Core.Tests.Tuning.Bases.BasesHost;

namespace Studio.Core.Tests.Tuning.Bases;

/// <summary>Base models out of archives, well packed and hostile.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-archives-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnBothEngines]
    public Task An_archive_sent_in_parts_becomes_a_model(DatabaseEngine engine) => BecomesAModelAsync("zip", engine);

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("tar.zst")]
    public Task Archives_are_packed_in_many_ways(string kind) => BecomesAModelAsync(kind, DatabaseEngine.Sqlite);

    private static async Task BecomesAModelAsync(string kind, DatabaseEngine engine)
    {
        await using var host = await BasesHost.StartAsync(engine: engine);
        var bytes = Pack(kind, SmallModel.Files().Select(f => ($"small/{f.Key}", f.Value)).Append(("small/.gitattributes", [1])));
        var uploads = host.Get<BaseModelUploads>();

        var upload = await uploads.BeginAsync(host.Project.Maintainer, host.Project.Id, $"small.{kind}", bytes.Length, "print", Cancel);
        upload = await uploads.AppendAsync(host.Project.Maintainer, upload.Id, 0, new MemoryStream(bytes[..100]), Cancel);
        Assert.Equal((100, upload.Id), ((await uploads.BeginAsync(host.Project.Maintainer, host.Project.Id, $"small.{kind}", bytes.Length, "print", Cancel)).Offset, upload.Id));
        await Assert.ThrowsAsync<ConflictException>(() => uploads.AppendAsync(host.Project.Maintainer, upload.Id, 50, new MemoryStream(bytes), Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => uploads.OneAsync(host.Project.Stranger, upload.Id, Cancel));
        await uploads.AppendAsync(host.Project.Maintainer, upload.Id, 100, new MemoryStream(bytes[100..]), Cancel);
        var model = await host.EndAsync(upload.Id);

        Assert.Equal((BaseModelState.Checked, null, "small"), (model.Row.State, model.Row.Problem, model.Row.Name));
        Assert.Equal(4, model.Files.Count);
        Assert.False(File.Exists(Path.Combine(host.Get<BaseModelFolders>().Root, "..", "uploads", upload.Id.ToString("N"))));
    }

    [Theory, OnBothEngines]
    public async Task An_archive_that_is_refused_leaves_no_file_beside_its_own(DatabaseEngine engine)
    {
        await using var host = await BasesHost.StartAsync(engine: engine);
        var bytes = Pack("tar", [("config.json", "{}"u8.ToArray()), ("../evil", [1])]);
        var upload = await host.Get<BaseModelUploads>().BeginAsync(host.Project.Maintainer, host.Project.Id, "evil.tar", bytes.Length, null, Cancel);
        await host.Get<BaseModelUploads>().AppendAsync(host.Project.Maintainer, upload.Id, 0, new MemoryStream(bytes), Cancel);

        var model = await host.EndAsync(upload.Id);

        Assert.Equal(BaseModelState.Failed, model.Row.State);
        Assert.Contains("leads out of its folder", model.Row.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(host.Get<BaseModelFolders>().Root, upload.Id.ToString("N"))));
    }

    public static TheoryData<string, string> Attacks => new()
    {
        { "../config.json", "leads out" }, { "/config.json", "leads out" }, { "a/../../config.json", "leads out" }, { @"..\config.json", "leads out" }, { @"c:\config.json", "leads out" },
        { "pytorch_model.bin", "can run code" }, { "x/optimizer.pt", "can run code" }, { "CONFIG.JSON", "no config.json" }, { "readme.txt", "no config.json" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_name_that_leads_elsewhere_or_brings_code_refuses_the_archive(string name, string said)
    {
        foreach (var kind in new[] { "zip", "tar", "tar.gz" })
            Assert.Contains(said, Refused(Pack(kind, [(name, [1, 2, 3])])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void Links_and_devices_refuse_the_archive(TarEntryType type)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            var entry = new PaxTarEntry(type, "config.json");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                entry.LinkName = "/etc/hostname";
            tar.WriteEntry(entry);
        }

        Assert.Contains("is a link, a device", Refused(bytes.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_twice_and_two_models_refuse_the_archive()
    {
        Assert.Contains("twice", Refused(Pack("tar", [("config.json", [1]), ("config.json", [2])])), StringComparison.Ordinal);
        Assert.Contains("in two folders", Refused(Pack("zip", [("a/config.json", [1]), ("b/config.json", [2])])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    [InlineData("tar.zst")]
    public void A_bomb_is_left_before_it_fills_the_disk(string kind)
    {
        var said = Refused(Pack(kind, [("config.json", [1]), ("model.safetensors", new byte[80 << 20])]));

        Assert.Contains("more than 100 times its size", said, StringComparison.Ordinal);
        Assert.True(new FileInfo(Path.Combine(_folder, "out", "model.safetensors")).Length <= 65 << 20);
    }

    [Fact]
    public void Too_many_files_too_much_and_a_full_disk_are_said_with_the_numbers()
    {
        Assert.Contains("more than 10,000 files", Refused(Pack("tar", Enumerable.Range(0, 10_001).Select(i => ($"f{i}", Array.Empty<byte>())))), StringComparison.Ordinal);
        Assert.Contains("the limit of this server", Refused(Pack("tar", [("config.json", new byte[5000])]), options: new BasesOptions { MaxArchiveBytes = 4000 }), StringComparison.Ordinal);
        Assert.Contains("1 MiB left", Refused(Pack("tar", [("config.json", new byte[5000])]), free: 1 << 20), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_or_was_cut_off_is_said()
    {
        Assert.Contains("not an archive", Refused(Encoding.UTF8.GetBytes(new string('x', 5000))), StringComparison.Ordinal);
        Assert.Contains("not an archive", Refused(Pack("zip", [("config.json", Bytes(5000))])[..2000]), StringComparison.Ordinal);
        Assert.Contains("not an archive", Refused(Pack("tar.gz", [("config.json", Bytes(50_000))])[..2000]), StringComparison.Ordinal);
        Assert.Contains("not an archive", Refused(Pack("tar.zst", [("config.json", Bytes(50_000))])[..2000]), StringComparison.Ordinal);
    }

    private string Refused(byte[] archive, BasesOptions? options = null, long free = long.MaxValue)
    {
        var (file, target) = (Path.Combine(_folder, "archive"), Path.Combine(_folder, "out"));
        File.WriteAllBytes(file, archive);
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(target);
        var error = Assert.ThrowsAny<StudioException>(() => new UnpackArchive(options ?? new BasesOptions(), _ => free).Run(file, target, _ => { }, Cancel));
        Assert.Equal(["archive", "out"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        return error.Message;
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Pack(string kind, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        if (kind == "zip")
        {
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

        using (Stream packed = kind switch { "tar.gz" => new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true), "tar.zst" => new CompressionStream(bytes, leaveOpen: true), _ => new BufferedStream(bytes) })
        {
            using var tar = new TarWriter(packed, leaveOpen: true);
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            tar.Dispose();
            packed.Flush();
            return kind == "tar" ? bytes.ToArray() : Closed(packed, bytes);
        }
    }

    private static byte[] Closed(Stream packed, MemoryStream bytes)
    {
        packed.Dispose();
        return bytes.ToArray();
    }
}
