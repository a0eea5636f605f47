using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Bases;
using Studio.ModelServer;
using Studio.Trainer.Models.Inspection;
using Studio.Trainer.Runs;
using static Studio.Core.Tests.Tuning.Bases.BasesHost;

namespace Studio.Core.Tests.Tuning.Bases;

/// <summary>Base models from a hub that behaves, and from one that does not.</summary>
public sealed class HubTests
{
    private const string Id = "tests/small-bert";
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Small = new(SmallModel.Files);

    [Theory, OnBothEngines]
    public async Task A_model_is_fetched_checked_admitted_and_only_then_used(DatabaseEngine engine)
    {
        var files = new Dictionary<string, byte[]>(Small.Value) { ["pytorch_model.bin"] = [0x80, 2], ["modeling_small.py"] = [1], ["onnx/model.onnx"] = [1] };
        await using var hub = await FakeHub.StartAsync(Id, files);
        await using var host = await BasesHost.StartAsync(hub.Address, engine: engine);

        var id = await host.AddAsync($"{hub.Address}/{Id}");
        var model = await host.EndAsync(id);

        Assert.Equal((BaseModelState.Checked, null), (model.Row.State, model.Row.Problem));
        Assert.Equal(("small-bert", FakeHub.Commit, "apache-2.0", "# Small\nMade for tests."), (model.Row.Name, model.Row.Commit, model.Row.Licence, model.Card));
        Assert.Equal(["README.md", "config.json", "vocab.txt", "model.safetensors"], model.Files.Select(file => file.Name));
        Assert.Equal((ModelForm.Encoder, "BertForSequenceClassification", "F32", 64), (model.Row.Facts!.Form, model.Row.Facts.Architecture, model.Row.Facts.ElementType, model.Row.Facts.ContextLength));
        Assert.All(model.Checks, check => Assert.Equal(InspectionOutcome.Passed, check.Outcome));
        var door = host.Get<BaseModels>();
        Assert.Empty(await door.ListAsync(model.TeamId, Cancel));
        var refusal = await Assert.ThrowsAsync<InvalidRecipeException>(() => door.ResolveAsync(model.TeamId, new Recipe { BaseModel = "small-bert" }, Cancel));
        Assert.Contains("not admitted", refusal.Problems[0].Message, StringComparison.Ordinal);

        var admit = host.Get<AdmitBaseModel>();
        await Assert.ThrowsAsync<ForbiddenException>(() => admit.AdmitAsync(host.Project.Viewer, host.Project.Id, id, model.Row.Digest!, true, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => admit.AdmitAsync(host.Project.Maintainer, host.Project.Id, id, model.Row.Digest!, false, Cancel));
        await Assert.ThrowsAsync<ConflictException>(() => admit.AdmitAsync(host.Project.Maintainer, host.Project.Id, id, new string('0', 64), true, Cancel));
        await admit.AdmitAsync(host.Project.Maintainer, host.Project.Id, id, model.Row.Digest!, true, Cancel);
        var resolved = await door.ResolveAsync(model.TeamId, new Recipe { BaseModel = "small-bert" }, Cancel);
        Assert.Equal("small-bert", Path.GetFileName(resolved.BaseModel));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<ListBaseModels>().OneAsync(host.Project.Stranger, host.Project.Id, id, Cancel));

        await admit.WithdrawAsync(host.Project.Maintainer, host.Project.Id, id, Cancel);
        Assert.Empty(await door.ListAsync(model.TeamId, Cancel));
        await using var db = await host.DbAsync();
        Assert.Equal(["base-model.add", "base-model.admit", "base-model.withdraw"], await db.AuditEvents.Where(e => e.ObjectId == id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_connection_that_breaks_in_mid_file_goes_on_from_there(DatabaseEngine engine)
    {
        await using var hub = await FakeHub.StartAsync(Id, Small.Value);
        hub.Plan("model.safetensors", new HubMisdeed.BreakOff(5_000), new HubMisdeed.BreakOff(7_000), new HubMisdeed.Status(503));
        hub.Plan("list", new HubMisdeed.Status(429, "0"));
        await using var host = await BasesHost.StartAsync(hub.Address, engine: engine);

        var model = await host.EndAsync(await host.AddAsync(Id));

        Assert.Equal((BaseModelState.Checked, null), (model.Row.State, model.Row.Problem));
        Assert.Equal(["bytes=5000-", "bytes=12000-"], hub.Calls.Where(call => call.Path.StartsWith("/store", StringComparison.Ordinal)).Select(call => call.Range).OfType<string>().Distinct().Order(StringComparer.Ordinal).Reverse());
    }

    [Theory, OnBothEngines]
    public async Task A_token_goes_to_the_hub_alone_and_is_forgotten_when_the_files_are_here(DatabaseEngine engine)
    {
        await using var hub = await FakeHub.StartAsync(Id, Small.Value);
        hub.Token = "hf_secret";
        hub.Plan("model.safetensors", new HubMisdeed.Hang(1_000));
        await using var host = await BasesHost.StartAsync(hub.Address, engine: engine);

        var gated = await host.EndAsync(await host.AddAsync(Id));
        Assert.Equal(BaseModelState.Failed, gated.Row.State);
        Assert.Contains("(401)", gated.Row.Problem, StringComparison.Ordinal);
        await host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, gated.Row.Id, Cancel);
        var denied = await host.EndAsync(await host.AddAsync(Id, "hf_other"));
        Assert.Contains("(403)", denied.Row.Problem, StringComparison.Ordinal);
        await host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, denied.Row.Id, Cancel);

        var id = await host.AddAsync(Id, "hf_secret");
        await hub.Hangs.Task.WaitAsync(Cancel);
        await using (var db = await host.DbAsync())
            Assert.Equal("terces_fh", (await db.BaseModels.SingleAsync(m => m.Id == id, Cancel)).ProtectedToken);
        hub.LetGo.SetResult();

        Assert.Equal(BaseModelState.Checked, (await host.EndAsync(id)).Row.State);
        Assert.All(hub.Calls.Where(call => call.Host.StartsWith("localhost", StringComparison.Ordinal)), call => Assert.Null(call.Authorization));
        Assert.Contains(hub.Calls, call => call.Authorization == "Bearer hf_secret");
        await using var after = await host.DbAsync();
        Assert.Null((await after.BaseModels.SingleAsync(m => m.Id == id, Cancel)).ProtectedToken);
        Assert.DoesNotContain(await after.AuditEvents.Select(e => e.Details).ToListAsync(Cancel), details => details.Contains("hf_", StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Misdeeds => new()
    {
        { "longer", "announced" }, { "shorter", "announced" }, { "endless", "more than" }, { "cut", "ended model.safetensors after" }, { "other", "another SHA-256" },
        { "private", "inside this network" }, { "scheme", "does not follow" }, { "circle", "from one address to the next" }, { "401", "(401)" }, { "404", "(404)" },
        { "500", "failed (500)" }, { "429", "asks to be left alone" }, { "small", "another content" },
    };

    [Theory]
    [MemberData(nameof(Misdeeds))]
    public async Task What_a_hub_does_wrong_is_said_and_leaves_nothing_that_could_be_used(string misdeed, string said)
    {
        await using var hub = await FakeHub.StartAsync(Id, Small.Value);
        var right = Small.Value["model.safetensors"];
        var plan = misdeed switch
        {
            "longer" => [new HubMisdeed.Other([.. right, 1])],
            "shorter" => [new HubMisdeed.Other(right[..^1])],
            "endless" => [new HubMisdeed.Unmeasured([.. right, .. new byte[300_000]])],
            "cut" => Enumerable.Repeat<HubMisdeed>(new HubMisdeed.Unmeasured(right[..1000]), 20).ToArray(),
            "other" => [new HubMisdeed.Other(new byte[right.Length])],
            "private" => [new HubMisdeed.Redirect("http://127.0.0.2:1/x")],
            "scheme" => [new HubMisdeed.Redirect("file:///etc/hostname")],
            "circle" => Enumerable.Repeat<HubMisdeed>(new HubMisdeed.Redirect($"{hub.Address}/{Id}/resolve/{FakeHub.Commit}/model.safetensors"), 20).ToArray(),
            "500" => Enumerable.Repeat<HubMisdeed>(new HubMisdeed.Status(500), 20).ToArray(),
            "429" => [new HubMisdeed.Status(429, "86400")],
            "small" => [],
            var code => new HubMisdeed[] { new HubMisdeed.Status(int.Parse(code, System.Globalization.CultureInfo.InvariantCulture)) },
        };
        hub.Plan("model.safetensors", plan);
        if (misdeed == "small")
            hub.Plan("vocab.txt", new HubMisdeed.Other(new byte[Small.Value["vocab.txt"].Length]));
        await using var host = await BasesHost.StartAsync(hub.Address);

        var model = await host.EndAsync(await host.AddAsync(Id));

        Assert.Equal(BaseModelState.Failed, model.Row.State);
        Assert.Contains(said, model.Row.Problem, StringComparison.Ordinal);
        Assert.Empty(await host.Get<BaseModels>().ListAsync(model.TeamId, Cancel));
        Assert.Equal(["staged"], Directory.EnumerateFileSystemEntries(Path.Combine(host.Get<BaseModelFolders>().Root, model.Row.Id.ToString("N"))).Select(Path.GetFileName));
        await host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, model.Row.Id, Cancel);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Get<BaseModelFolders>().Root));
    }

    [Fact]
    public async Task A_hub_that_announces_too_much_or_nothing_to_check_is_refused_before_a_byte()
    {
        await using var hub = await FakeHub.StartAsync(Id, Small.Value);
        hub.Lies["model.safetensors"] = (long.MaxValue / 4, new string('a', 64));
        await using var host = await BasesHost.StartAsync(hub.Address);
        var large = await host.EndAsync(await host.AddAsync(Id));
        Assert.Contains("the disk of the storage folder has", large.Row.Problem, StringComparison.Ordinal);
        await host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, large.Row.Id, Cancel);

        hub.Lies["model.safetensors"] = (5, "not a sum");
        var unsigned = await host.EndAsync(await host.AddAsync(Id));
        Assert.Contains("does not state the SHA-256", unsigned.Row.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Calls, call => call.Path.Contains("store", StringComparison.Ordinal));
    }

    [Theory, OnBothEngines]
    public async Task A_stopped_model_goes_on_from_its_bytes_and_a_removed_one_leaves_none(DatabaseEngine engine)
    {
        await using var hub = await FakeHub.StartAsync(Id, Small.Value);
        hub.Plan("model.safetensors", new HubMisdeed.Hang(4_000));
        await using var host = await BasesHost.StartAsync(hub.Address, engine: engine);
        var id = await host.AddAsync(Id);
        await hub.Hangs.Task.WaitAsync(Cancel);
        await WrittenAsync(Path.Combine(host.Get<BaseModelFolders>().Root, id.ToString("N"), "staged", "model.safetensors"), 4_000);

        await host.Get<SteerBaseModel>().StopAsync(host.Project.Maintainer, host.Project.Id, id, Cancel);
        Assert.Equal(BaseModelState.Stopped, (await host.ReadAsync(id)).Row.State);
        await host.Get<SteerBaseModel>().GoOnAsync(host.Project.Maintainer, host.Project.Id, id, Cancel);
        var model = await host.EndAsync(id);

        Assert.Equal((BaseModelState.Checked, null), (model.Row.State, model.Row.Problem));
        Assert.Single(hub.Calls, call => call.Path == "/store/model.safetensors" && call.Range is null);
        await host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, id, Cancel);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Get<BaseModelFolders>().Root));
    }

    [Theory]
    [InlineData("small-bert", null)]
    [InlineData("tests/../small", null)]
    [InlineData("tests/small", "../../x")]
    [InlineData("http://127.0.0.1/x/y", null)]
    public async Task What_cannot_be_an_id_is_refused_at_once(string model, string? revision)
    {
        await using var host = await BasesHost.StartAsync();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<AddBaseModel>().FromHubAsync(host.Project.Maintainer, host.Project.Id, new HubRequest(model, revision), Cancel));
    }
}
