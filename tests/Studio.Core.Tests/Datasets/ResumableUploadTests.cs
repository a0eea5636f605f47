using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Studio.Core.Datasets.Importing;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

public sealed class ResumableUploadTests
{
    private static readonly byte[] File = Bytes("text,label\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"text {i},a\n")));

    [Theory]
    [OnBothEngines]
    public async Task A_file_in_parts_goes_on_after_a_break_and_a_restart(DatabaseEngine engine)
    {
        var before = await StartAsync(engine);
        var dataset = await before.DatasetAsync();
        var uploads = before.Get<ResumableUploads>();
        var upload = await uploads.BeginAsync(before.Maintainer, dataset, "rows.csv", File.Length, "rows.csv|1", Cancel);
        upload = await uploads.AppendAsync(before.Maintainer, upload.Id, 0, new MemoryStream(File, 0, 10_000), Cancel);
        Assert.Equal((10_000, false), (upload.Offset, upload.IsComplete));
        upload = await uploads.AppendAsync(before.Maintainer, upload.Id, 10_000, new Breaking(File, 10_000, 5_000), Cancel);
        Assert.Equal(15_000, upload.Offset);

        await using var after = await (await before.RestartAsync()).RunningAsync();
        uploads = after.Get<ResumableUploads>();
        var again = await uploads.BeginAsync(after.Maintainer, dataset, "rows.csv", File.Length, "rows.csv|1", Cancel);
        Assert.Equal((upload.Id, 15_000), (again.Id, again.Offset));
        var done = await uploads.AppendAsync(after.Maintainer, again.Id, 15_000, new MemoryStream(File, 15_000, File.Length - 15_000), Cancel);

        Assert.True(done.IsComplete);
        var import = await after.ImportOfAsync(again.Id);
        Assert.Equal((ImportState.Uploaded, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File))), (import.State, import.Sha256));
        Assert.Null((await after.PreviewAsync(again.Id)).Problem);
        Assert.NotEqual(again.Id, (await uploads.BeginAsync(after.Maintainer, dataset, "rows.csv", File.Length, "rows.csv|1", Cancel)).Id);
    }

    [Fact]
    public async Task A_part_in_the_wrong_place_or_too_long_changes_nothing()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync();
        var uploads = host.Get<ResumableUploads>();
        var upload = await uploads.BeginAsync(host.Maintainer, dataset, "rows.csv", 100, null, Cancel);
        await uploads.AppendAsync(host.Maintainer, upload.Id, 0, new MemoryStream(new byte[40]), Cancel);

        var wrong = await Assert.ThrowsAsync<ConflictException>(() => uploads.AppendAsync(host.Maintainer, upload.Id, 60, new MemoryStream(new byte[10]), Cancel));
        Assert.Equal("The server has 40 bytes of this file; go on from there.", wrong.Message);
        await Assert.ThrowsAsync<InvalidInputException>(() => uploads.AppendAsync(host.Maintainer, upload.Id, 40, new MemoryStream(new byte[61]), Cancel));
        Assert.Equal(40, (await uploads.OneAsync(host.Maintainer, upload.Id, Cancel)).Offset);
        await Assert.ThrowsAsync<ConflictException>(() => host.PreviewAsync(upload.Id));
    }

    [Fact]
    public async Task Only_who_may_edit_sends_and_a_size_beyond_the_limit_is_refused_at_once()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync();
        var uploads = host.Get<ResumableUploads>();
        var upload = await uploads.BeginAsync(host.Maintainer, dataset, "rows.csv", 100, null, Cancel);

        await Assert.ThrowsAsync<ForbiddenException>(() => uploads.BeginAsync(host.Viewer, dataset, "x", 1, null, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => uploads.BeginAsync(host.Outsider, dataset, "x", 1, null, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => uploads.AppendAsync(host.Viewer, upload.Id, 0, Stream.Null, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => uploads.OneAsync(host.Outsider, upload.Id, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => uploads.BeginAsync(host.Maintainer, dataset, "x", 0, null, Cancel));
        var large = await Assert.ThrowsAsync<InvalidInputException>(() => uploads.BeginAsync(host.Maintainer, dataset, "x", 9L << 30, null, Cancel));
        Assert.StartsWith("This file is larger than 8", large.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Cancelling_or_forgetting_an_upload_leaves_no_file(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync();
        var uploads = host.Get<ResumableUploads>();
        var (one, two) = (await BegunAsync("one"), await BegunAsync("two"));

        await host.Get<CancelImport>().RunAsync(host.Maintainer, one, Cancel);
        Assert.Equal(two.ToString("N"), Path.GetFileName(Assert.Single(host.UploadedFiles())));
        await Assert.ThrowsAsync<NotFoundException>(() => uploads.AppendAsync(host.Maintainer, one, 10, new MemoryStream(new byte[5]), Cancel));

        await host.WriteAsync(db => db.DatasetImports.Where(i => i.Id == two)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.HeartbeatAt, DateTime.UtcNow.AddDays(-8))));
        System.IO.File.SetLastWriteTimeUtc(host.UploadedFiles()[0], DateTime.UtcNow.AddDays(-8));
        await host.Get<IEnumerable<IHostedService>>().OfType<ForgottenUploads>().Single().ClearAsync(Cancel);

        Assert.Empty(host.UploadedFiles());
        Assert.Equal(ImportState.Cancelled, (await host.ImportOfAsync(two)).State);

        async Task<Guid> BegunAsync(string name)
        {
            var upload = await uploads.BeginAsync(host.Maintainer, dataset, name, 100, name, Cancel);
            return (await uploads.AppendAsync(host.Maintainer, upload.Id, 0, new MemoryStream(new byte[10]), Cancel)).Id;
        }
    }

    /// <summary>Some bytes, and then a connection that is gone.</summary>
    private sealed class Breaking(byte[] content, int from, int count) : MemoryStream(content, from, count)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection was reset.");
    }
}
