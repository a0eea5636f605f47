using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning.Bases;
using Studio.Trainer.Models.Inspection;
using Studio.Web.Shell;
using Studio.Web.Tuning.Bases;
using static Studio.Web.Tests.Tuning.TuningWeb;

namespace Studio.Web.Tests.Tuning;

public sealed class BaseModelPagesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task An_empty_list_teaches_and_follows_what_comes_and_leaves_no_subscription()
    {
        await using var web = await StartAsync();
        await using var browser = new BunitContext();
        var page = Open<BaseModelsPage>(browser, web, Role.Maintainer);
        await page.WaitForAssertionAsync(() => Assert.Contains("Add the first base model", page.Find(".empty").TextContent, StringComparison.Ordinal), Patience);

        var model = await AddAsync(web, BaseModelState.Fetching);
        await page.WaitForAssertionAsync(() => Assert.Contains("Fetching", page.Find("tbody tr").TextContent, StringComparison.Ordinal), Patience);
        web.Get<BaseModelFeeds>().Progressed(model.TeamId, new(model.Id, "Fetching", 30, 100, new Dictionary<string, long>()));
        await page.WaitForAssertionAsync(() => Assert.Contains("30 %", page.Find("tbody tr").TextContent, StringComparison.Ordinal), Patience);

        await browser.DisposeComponentsAsync();
        Assert.Equal(0, web.Get<BaseModelFeeds>().Of(model.TeamId).SubscriberCount);
    }

    [Fact]
    public async Task The_page_of_a_model_follows_its_fetching_and_admits_it_once_the_licence_was_read()
    {
        await using var web = await StartAsync();
        var model = await AddAsync(web, BaseModelState.Fetching);
        await using var browser = new BunitContext();
        await using var other = new BunitContext();
        var page = Open<BaseModelPage>(browser, web, Role.Maintainer, p => p.Add(page => page.BaseId, model.Id));
        var viewer = Open<BaseModelPage>(other, web, Role.Viewer, p => p.Add(page => page.BaseId, model.Id));
        await page.WaitForAssertionAsync(() => Assert.Contains("Stop", page.Find(".page-actions").TextContent, StringComparison.Ordinal), Patience);
        await viewer.WaitForAssertionAsync(() => Assert.Contains("Fetching", viewer.Find(".page-head").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(viewer.FindAll(".page-actions button"));
        web.Get<BaseModelFeeds>().Progressed(model.TeamId, new(model.Id, "Fetching", 50, 100, new Dictionary<string, long>(), 10, "The hub asks to be left alone."));
        await viewer.WaitForAssertionAsync(() => Assert.Contains("left alone", viewer.Find(".work").TextContent, StringComparison.Ordinal), Patience);

        await ChangeAsync(web, model, BaseModelState.Checked);
        await page.WaitForAssertionAsync(() => Assert.Contains("apache-2.0", page.Find(".admit").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("LlamaForCausalLM", page.Find(".facts").TextContent, StringComparison.Ordinal);
        Assert.Equal("Tiny", page.Find(".card-text h1, .card-text h2, .card-text h3").TextContent);
        Assert.Empty(page.FindAll(".card-text script"));
        Assert.Empty(viewer.FindAll(".admit"));
        Assert.True(page.Find(".admit button").HasAttribute("disabled"));
        await page.Find(".admit input").ChangeAsync(new() { Value = true });
        await page.Find(".admit").SubmitAsync();

        await viewer.WaitForAssertionAsync(() => Assert.Contains("Admitted", viewer.Find(".page-head .badge").TextContent, StringComparison.Ordinal), Patience);
        await browser.DisposeComponentsAsync();
        await other.DisposeComponentsAsync();
        Assert.Equal(0, web.Get<BaseModelFeeds>().Of(model.TeamId).SubscriberCount);
    }

    [Fact]
    public async Task Programs_list_base_models_and_add_one_by_its_id_with_a_role_that_may()
    {
        await using var web = await StartAsync();
        await AddAsync(web, BaseModelState.Checked);
        using var client = new HttpClient { BaseAddress = new Uri(web.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await web.KeyAsync());

        var list = await client.GetStringAsync("/api/v1/base-models", Cancel);
        Assert.Contains("\"architecture\":\"LlamaForCausalLM\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list, StringComparison.Ordinal);
        using var refused = await client.PostAsync("/api/v1/base-models", new StringContent($$"""{"projectId":"{{web.Project.Id}}","model":"a/b"}""", System.Text.Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
        using var missing = await client.GetAsync($"/api/v1/base-models/{Guid.NewGuid()}", Cancel);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
        using var anonymous = new HttpClient { BaseAddress = new Uri(web.Address) };
        using var nobody = await anonymous.GetAsync("/api/v1/base-models", Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    private static Task<TeamBaseModel> AddAsync(TuningWeb web, BaseModelState state) => ChangeAsync(web, new TeamBaseModel
    {
        TeamId = Guid.Empty, ProjectId = web.Project.Id, Name = "tiny-llama", Source = BaseModelSource.Hub, Origin = "tests/tiny-llama", Hub = "http://127.0.0.1:9", Revision = "main",
        ProtectedToken = "secret", AddedById = web.Project.Maintainer.UserId, HeartbeatAt = DateTime.UtcNow.AddMinutes(5),
    }, state);

    private static async Task<TeamBaseModel> ChangeAsync(TuningWeb web, TeamBaseModel model, BaseModelState state)
    {
        var report = new InspectionReport(
            new ModelFacts("llama", "LlamaForCausalLM", ModelForm.Decoder, 1_000_000, 2_000_000, "BF16", 2048, 512, 2, 64, true),
            [new InspectionCheck("It answers", InspectionOutcome.Passed, "A text of 5 tokens went through it.")]);
        var stored = await web.Get<IWriteGate>().WriteAsync(async (db, cancel) =>
        {
            var one = await db.BaseModels.SingleOrDefaultAsync(m => m.Id == model.Id, cancel);
            if (one is null)
            {
                var team = await db.Projects.Where(p => p.Id == web.Project.Id).Select(p => p.TeamId).SingleAsync(cancel);
                db.BaseModels.Add(one = new TeamBaseModel
                {
                    Id = model.Id, TeamId = team, ProjectId = model.ProjectId, Name = model.Name, Source = model.Source, Origin = model.Origin, Hub = model.Hub, Revision = model.Revision,
                    ProtectedToken = model.ProtectedToken, AddedById = model.AddedById, HeartbeatAt = model.HeartbeatAt,
                });
            }

            one.State = state;
            if (state == BaseModelState.Checked)
            {
                (one.Report, one.Digest, one.Licence) = (System.Text.Json.JsonSerializer.Serialize(report), new string('a', 64), "apache-2.0");
                one.Card = "# Tiny\n<script>alert(1)</script>";
            }

            return one;
        }, Cancel);
        web.Get<BaseModelFeeds>().Changed(stored.TeamId, stored.Id);
        return stored;
    }

    private static IRenderedComponent<TPage> Open<TPage>(BunitContext browser, TuningWeb web, Role role, Action<ComponentParameterCollectionBuilder<TPage>>? more = null) where TPage : ProjectPage
    {
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddScoped<Feedback>();
        foreach (var service in new object[] { web.Get<ListBaseModels>(), web.Get<SteerBaseModel>(), web.Get<AdmitBaseModel>(), web.Get<RemoveBaseModel>(), web.Get<BaseModelFeeds>() })
            browser.Services.AddSingleton(service.GetType(), service);
        var person = role == Role.Maintainer ? web.Project.Maintainer : web.Project.Viewer;
        var project = new ProjectLink(web.Project.Id, "Project", Guid.NewGuid(), "Team", role, false);
        var place = new Place(new Visitor(person.UserId, "Maja", "maja@example.org"), project, [project]);
        return browser.Render<TPage>(parameters =>
        {
            parameters.Add(p => p.ProjectId, web.Project.Id).AddCascadingValue(place);
            more?.Invoke(parameters);
        });
    }
}
