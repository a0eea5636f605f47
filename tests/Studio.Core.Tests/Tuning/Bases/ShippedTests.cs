using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Persistence;
using Studio.Core.Teams.Notifications;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Bases;
using Studio.Trainer.Runs;
using static Studio.Core.Tests.Tuning.Bases.BasesHost;

namespace Studio.Core.Tests.Tuning.Bases;

/// <summary>Base models that come with Studio.</summary>
public sealed class ShippedTests : IDisposable
{
    private readonly string _starters = Directory.CreateTempSubdirectory("studio-starters-").FullName;

    private string Folder => Path.Combine(_starters, "starter");

    public void Dispose() => Directory.Delete(_starters, recursive: true);

    [Theory, OnBothEngines]
    public async Task Every_team_has_them_admitted_without_anybody_doing_anything(DatabaseEngine engine)
    {
        SmallModel.Write(Folder);
        await using var host = await StartAsync(engine);

        var model = await GivenAsync(host);

        Assert.Equal((BaseModelSource.Shipped, "starter", true), (model.Source, model.Name, model.IsAdmitted));
        Assert.Null(model.AdmittedBy);
        Assert.Equal(Folder, Assert.Single(await host.Get<BaseModels>().ListAsync(await TeamAsync(host), Cancel)).Path);
        var recipe = await host.Get<BaseModels>().ResolveAsync(await TeamAsync(host), new Recipe { BaseModel = "starter" }, Cancel);
        Assert.Equal(Folder, recipe.BaseModel);
        Assert.True(host.Get<BaseModels>().IsKnown(Folder));
        await using var db = await host.DbAsync();
        Assert.False(await db.Set<Notification>().AnyAsync(n => n.ObjectId == model.Id, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task Who_needs_one_at_once_waits_for_its_check_but_for_none_that_does_not_come(DatabaseEngine engine)
    {
        SmallModel.Write(Folder);
        await using var host = await StartAsync(engine);
        var wait = host.Get<AwaitShipped>();

        var model = await wait.RunAsync(await TeamAsync(host), "starter", TimeSpan.FromMinutes(2), Cancel);

        Assert.Equal(Folder, model?.Path);
        Assert.Null(await wait.RunAsync(await TeamAsync(host), "another", TimeSpan.FromMinutes(2), Cancel));
        var given = await GivenAsync(host);
        await host.Get<AdmitBaseModel>().WithdrawAsync(host.Project.Maintainer, host.Project.Id, given.Id, Cancel);
        Assert.Null(await wait.RunAsync(await TeamAsync(host), "starter", TimeSpan.FromMinutes(2), Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_team_can_withdraw_one_and_an_update_does_not_bring_it_back_but_nobody_can_remove_it(DatabaseEngine engine)
    {
        SmallModel.Write(Folder);
        await using var host = await StartAsync(engine);
        var model = await GivenAsync(host);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => host.Get<RemoveBaseModel>().RunAsync(host.Project.Maintainer, host.Project.Id, model.Id, Cancel));
        Assert.Contains("Withdraw it", refused.Message, StringComparison.Ordinal);
        await host.Get<AdmitBaseModel>().WithdrawAsync(host.Project.Maintainer, host.Project.Id, model.Id, Cancel);
        Assert.Empty(await host.Get<BaseModels>().ListAsync(await TeamAsync(host), Cancel));

        await File.AppendAllTextAsync(Path.Combine(Folder, "README.md"), "More words.\n", Cancel);
        host.Get<BaseModelQueue>().Wake();
        var updated = await host.UntilAsync(model.Id, row => row.State == BaseModelState.Checked && row.Digest != model.Digest);
        Assert.False(updated.Row.IsAdmitted);
        await host.Get<AdmitBaseModel>().AdmitAsync(host.Project.Maintainer, host.Project.Id, model.Id, updated.Row.Digest!, true, Cancel);
        await File.AppendAllTextAsync(Path.Combine(Folder, "README.md"), "More words.\n", Cancel);
        host.Get<BaseModelQueue>().Wake();
        var again = await host.UntilAsync(model.Id, row => row.State == BaseModelState.Checked && row.Digest != updated.Row.Digest);
        Assert.True(again.Row.IsAdmitted);
    }

    [Theory, OnBothEngines]
    public async Task A_model_of_the_team_keeps_its_name(DatabaseEngine engine)
    {
        SmallModel.Write(Folder);
        await using var host = await BasesHost.StartAsync(modelFolders: [_starters], engine: engine);
        var own = await host.Get<AddBaseModel>().FromFolderAsync(host.Project.Maintainer, host.Project.Id, "starter", cancel: Cancel);
        await host.EndAsync(own);

        await host.Get<ShippedModels>().OfferAsync(Cancel);

        Assert.Equal(own, Assert.Single((await host.Get<ListBaseModels>().RunAsync(host.Project.Maintainer, host.Project.Id, cancel: Cancel)).Rows).Id);
    }

    private Task<BasesHost> StartAsync(DatabaseEngine engine) => BasesHost.StartAsync(more: services => services.AddSingleton(new TuningOptions { StarterFolder = _starters }), engine: engine);

    private static async Task<Guid> TeamAsync(BasesHost host) => (await host.Get<ListBaseModels>().RunAsync(host.Project.Maintainer, host.Project.Id, cancel: Cancel)).TeamId;

    private static async Task<BaseModelRow> GivenAsync(BasesHost host)
    {
        using var live = host.Get<BaseModelFeeds>().Of(await TeamAsync(host)).Subscribe();
        var changes = live.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel).GetAsyncEnumerator(Cancel);
        await using var end = changes;
        while (true)
        {
            if ((await host.Get<ListBaseModels>().RunAsync(host.Project.Maintainer, host.Project.Id, cancel: Cancel)).Rows is [{ State: BaseModelState.Checked } row])
                return row;
            Assert.True(await changes.MoveNextAsync());
        }
    }
}
