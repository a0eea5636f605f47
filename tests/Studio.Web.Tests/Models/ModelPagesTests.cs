using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Evaluation;
using Studio.Core.Models;
using Studio.Core.Models.Cards;
using Studio.Core.Models.Serving;
using Studio.Core.Teams;
using Studio.Web.Evaluation;
using Studio.Web.Models;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Models;

/// <summary>The pages against a Studio that really trained: what they say, whom they let decide, and what they leave behind.</summary>
public sealed class ModelPagesTests(TunedStudio studio) : IClassFixture<TunedStudio>
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_tuned_it_reads_why_they_may_not_decide_and_a_reviewer_gets_two_buttons()
    {
        var id = await studio.TuneAsync(TunedStudio.Quick);
        await studio.WriteCardAsync(id);
        await studio.Get<RequestReview>().AskAsync(studio.Owner, id, "Mind the refunds.", Cancel);

        await using var owners = Context();
        var own = Page<ReviewPage>(owners, studio.Owner, Role.Owner, id);
        await own.WaitForAssertionAsync(() => Assert.Contains("You launched the run that made this version", own.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(own.FindAll("button"), button => button.TextContent.StartsWith("Approve", StringComparison.Ordinal));

        await using var reviewers = Context();
        var page = Page<ReviewPage>(reviewers, studio.Reviewer, Role.Reviewer, id);
        await page.WaitForAssertionAsync(() => Assert.Contains(page.FindAll("button"), b => b.TextContent.StartsWith("Approve: version", StringComparison.Ordinal)));
        Assert.Contains("TF-IDF + logistic regression", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Majority label", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Mind the refunds.", page.Markup, StringComparison.Ordinal);

        await page.FindAll("button").Single(b => b.TextContent.StartsWith("Reject", StringComparison.Ordinal)).ClickAsync();
        Assert.Equal(ModelVersionState.InReview, (await studio.Get<ReadVersion>().RunAsync(studio.Owner, id, Cancel)).State);
        await page.FindAll("button").Single(b => b.TextContent.StartsWith("Approve", StringComparison.Ordinal)).ClickAsync();
        await page.WaitForAssertionAsync(() => Assert.Contains("in production", page.Markup, StringComparison.Ordinal));
        // The other person's page learns of it by itself.
        await own.WaitForAssertionAsync(() => Assert.Contains("in production", own.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        await studio.Get<WithdrawVersion>().RunAsync(studio.Reviewer, id, "The test is over.", Cancel);
    }

    [Fact]
    public async Task A_card_is_written_kept_as_a_draft_published_and_handed_out_with_the_files()
    {
        var id = await studio.TuneAsync(TunedStudio.Quick);
        await using (var context = Context())
        {
            var page = Page<CardPage>(context, studio.Owner, Role.Owner, id);
            await page.WaitForAssertionAsync(() => Assert.Contains("cannot be approved", page.Markup, StringComparison.Ordinal));
            await page.Find("#card-use").ChangeAsync(new() { Value = "Sorts support tickets." });
            await page.WaitForAssertionAsync(() => Assert.Contains("Draft saved", page.Markup, StringComparison.Ordinal));
        }

        await using var again = Context();
        var restored = Page<CardPage>(again, studio.Owner, Role.Owner, id);
        await restored.WaitForAssertionAsync(() => Assert.Equal("Sorts support tickets.", restored.Find("#card-use").GetAttribute("value")));
        await restored.Find("#card-limits").ChangeAsync(new() { Value = "English only." });
        await restored.Find("#card-responsible").ChangeAsync(new() { Value = "A person reads what it sorts away." });
        await restored.Find("form").SubmitAsync(new());
        await restored.WaitForAssertionAsync(() => Assert.Contains("Card 1", restored.Find(".editions").TextContent, StringComparison.Ordinal));

        var (name, write) = await studio.Get<DownloadVersion>().RunAsync(studio.Owner, id, Cancel);
        using var zip = new MemoryStream();
        await write(zip, Cancel);
        using var archive = new System.IO.Compression.ZipArchive(zip);
        Assert.Contains(archive.Entries, e => e.FullName == $"{name}/model.safetensors");
        using var reader = new StreamReader(await archive.GetEntry($"{name}/README.md")!.OpenAsync(Cancel));
        var readme = await reader.ReadToEndAsync(Cancel);
        Assert.StartsWith("---\nlibrary_name: transformers\npipeline_tag: text-classification\n", readme, StringComparison.Ordinal);
        Assert.Contains("## Limits\n\nEnglish only.", readme, StringComparison.Ordinal);
        Assert.Contains("type: accuracy", readme, StringComparison.Ordinal);
        Assert.Equal(["library_name", "metrics", "model-index", "pipeline_tag", "tags"], readme.Split("---\n")[1].Split('\n').Where(l => l.Length > 0 && char.IsLetter(l[0])).Select(l => l[..l.IndexOf(':', StringComparison.Ordinal)]).Order());
    }

    [Fact]
    public async Task A_page_that_is_left_watches_nothing()
    {
        var before = studio.Get<ModelFeeds>().WatcherCount(studio.ProjectId);
        await using (var context = Context())
        {
            var version = Page<VersionPage>(context, studio.Owner, Role.Owner, studio.First);
            var models = Page<ModelsPage>(context, studio.Owner, Role.Owner, null);
            await models.WaitForAssertionAsync(() => Assert.Contains("support-tickets", models.Markup, StringComparison.Ordinal));
            await version.WaitForAssertionAsync(() => Assert.Contains("model.safetensors", version.Markup, StringComparison.Ordinal));
            Assert.Equal(before + 2, studio.Get<ModelFeeds>().WatcherCount(studio.ProjectId));
            await context.DisposeComponentsAsync();
        }

        Assert.Equal(before, studio.Get<ModelFeeds>().WatcherCount(studio.ProjectId));
    }

    [Fact]
    public async Task A_scorecard_stands_beside_its_baselines_and_its_cells_have_addresses()
    {
        var id = await studio.Get<ReadScorecard>().OfRunAsync(studio.Owner, studio.First, Cancel);
        await using var context = Context();
        var page = Page<ScorecardPage>(context, studio.Owner, Role.Owner, id);
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll(".answers tbody tr")));
        Assert.Equal(2, page.FindAll(".badge").Count(badge => badge.TextContent == "baseline"));
        var cells = page.FindAll(".confusion td a");
        Assert.NotEmpty(cells);
        Assert.All(cells, cell => Assert.Contains("label=", cell.GetAttribute("href"), StringComparison.Ordinal));
        Assert.All(page.FindAll(".calibration-chart .chart-area"), chart => Assert.NotEmpty(chart.GetAttribute("aria-label")!));
    }

    private IRenderedComponent<TPage> Page<TPage>(BunitContext context, Actor actor, Role role, Guid? id)
        where TPage : ComponentBase
    {
        var project = new ProjectLink(studio.ProjectId, "Tickets", studio.TeamId, "Team", role, IsExample: true);
        var place = new Place(new Visitor(actor.UserId, "Somebody", "somebody@example.org"), project, [project]);
        return context.Render(tree =>
        {
            tree.OpenComponent<CascadingValue<Place>>(0);
            tree.AddAttribute(1, "Value", place);
            tree.AddAttribute(2, "ChildContent", (RenderFragment)(page =>
            {
                page.OpenComponent<TPage>(0);
                page.AddAttribute(1, "ProjectId", studio.ProjectId);
                if (id is not null)
                    page.AddAttribute(2, "Id", id.Value);
                page.CloseComponent();
            }));
            tree.CloseComponent();
        }).FindComponent<TPage>();
    }

    private BunitContext Context()
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddMudServices();
        context.Services.AddScoped<Feedback>();
        foreach (var service in new[]
        {
            typeof(ReadVersion), typeof(ReadReview), typeof(ListModels), typeof(ModelFeeds), typeof(RequestReview), typeof(DecideReview), typeof(WithdrawVersion),
            typeof(CommentOnVersion), typeof(Members), typeof(CheckFiles), typeof(MeasureProduction), typeof(PredictWithModel), typeof(ReadScorecard), typeof(ReadScoredRows),
            typeof(ReadCard), typeof(WriteCard), typeof(TickChecklist),
        })
        {
            context.Services.AddSingleton(service, studio.App.Services.GetRequiredService(service));
        }

        return context;
    }
}
