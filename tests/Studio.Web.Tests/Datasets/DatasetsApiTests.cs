using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Teams;

namespace Studio.Web.Tests.Datasets;

public sealed class DatasetsApiTests(DatasetsWeb web) : IClassFixture<DatasetsWeb>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Uploads => $"/api/v1/datasets/{web.Dataset}/imports?name=rows.csv";

    [Fact]
    public async Task A_file_goes_in_over_http_and_its_snapshot_comes_out()
    {
        using var client = await web.ClientAsync(Role.Maintainer);
        var answer = await client.PostAsync(Uploads, Content("text,label,split,note\n\"Late, \"\"again\"\" 🙂\",refund,train,=1+1\n,refund,train,x\n<b>ok</b>,praise,test,y\n"), Cancel);
        var import = (Guid)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["importId"]!;
        await ImportedAsync(import);

        var rejects = await client.GetStringAsync($"/api/v1/datasets/imports/{import}/rejects.csv", Cancel);
        Assert.Equal("row,reason,excerpt\r\n2,\"The text is empty.\",\"\"\r\n", rejects);
        var frozen = await web.Get<FreezeSnapshot>().RunAsync(web.Owner, web.Dataset, new FreezeRequest("", true), Cancel);
        var lines = (await client.GetStringAsync($"/api/v1/snapshots/{frozen.Hash}/train.jsonl", Cancel)).TrimEnd('\n').Split('\n');
        var row = JsonNode.Parse(Assert.Single(lines))!;
        Assert.Equal(("Late, \"again\" 🙂", "refund"), ((string?)row["text"], (string?)row["label"]));
        var file = await client.GetByteArrayAsync($"/api/v1/snapshots/{frozen.Hash}.parquet", Cancel);
        Assert.Equal(frozen.Hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));

        var exported = await client.GetStringAsync($"/api/v1/datasets/{web.Dataset}/examples.jsonl?label=praise", Cancel);
        Assert.Equal("""{"text":"<b>ok</b>","label":"praise","split":"test","note":"y"}""" + "\n", exported);
        var csv = await client.GetStringAsync($"/api/v1/datasets/{web.Dataset}/examples.csv?split=Train", Cancel);
        Assert.Contains(",\"Late, \"\"again\"\" 🙂\",\"refund\",\"train\",\"{", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_and_viewers_are_kept_out()
    {
        using var nobody = await web.ClientAsync(null);
        using var viewer = await web.ClientAsync(Role.Viewer);
        var refused = await nobody.PostAsync(Uploads, Content("text\na\n"), Cancel);
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync(Uploads, Content("text\na\n"), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.PostAsync($"/api/v1/datasets/{Guid.NewGuid()}/imports?name=x", Content("text\na\n"), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetAsync($"/api/v1/snapshots/{new string('0', 64)}/train.jsonl", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetAsync($"/api/v1/datasets/{web.Dataset}/examples.exe", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync($"/api/v1/datasets/{web.Dataset}/examples.csv", Cancel)).StatusCode);
    }

    [Fact]
    public async Task An_empty_file_is_answered_with_a_sentence()
    {
        using var client = await web.ClientAsync(Role.Maintainer);
        var answer = await client.PostAsync(Uploads, Content(""), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("This file is empty", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private async Task ImportedAsync(Guid import)
    {
        var preview = await web.Get<PreviewImport>().RunAsync(web.Owner, import, null, Cancel);
        using var feed = web.Get<DatasetFeeds>().Of(web.Dataset).Subscribe();
        await web.Get<StartImport>().RunAsync(web.Owner, import, new ImportPlan(preview.Form, preview.Guess!), Cancel);
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            if (batch.Changes.Any(c => c is DatasetEvent.Ended))
                break;
        }
    }

    private static ByteArrayContent Content(string text) => new(Encoding.UTF8.GetBytes(text));
}
