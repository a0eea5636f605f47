using System.Text.Json;
using Bunit;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Searches;
using Studio.Web.Shell;
using Studio.Web.Tuning.Trials;

namespace Studio.Web.Tests.Tuning.Trials;

public sealed class ChildTablesTests
{
    private static readonly SearchSettings Search = new() { Trials = 4, Space = new Dictionary<string, SearchRange> { ["optimizer.learning_rate"] = new() { Type = "log-uniform", Min = 1e-5, Max = 1e-3 } } };

    [Fact]
    public async Task Folds_show_their_mean_and_spread_and_where_the_answers_are()
    {
        await using var browser = new BunitContext();
        var findings = new FoldsFile("f", 3, [Fold(1, 0.8), Fold(2, 0.9)]) { OutOfFold = new Dictionary<string, double> { ["accuracy"] = 0.85 } };

        var table = browser.Render<FoldTable>(p => p.Add(t => t.View, View(new Recipe { Folds = 3 })).Add(t => t.Findings, findings).Add(t => t.Folds,
            [Child(1, ChildState.Finished, 0.8), Child(2, ChildState.Finished, 0.9), Child(3, ChildState.Running, 0.1)]));

        Assert.Equal(3, table.FindAll("tbody tr").Count);
        Assert.Contains("0.8500 ± 0.0707", table.Find("tfoot").TextContent, StringComparison.Ordinal);
        Assert.Contains("Mean ± spread of 2 folds", table.Find("tfoot").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("out-of-fold.jsonl", table.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("step 5 of 10", table.Find("tbody tr:last-child").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_show_what_they_tried_why_they_ended_and_which_is_best()
    {
        await using var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        var findings = new SearchFile("f", "accuracy", []) { Best = 2, Importance = new Dictionary<string, double> { ["optimizer.learning_rate"] = 1 } };
        var project = new ProjectLink(Guid.NewGuid(), "Project", Guid.NewGuid(), "Team", Role.Maintainer, false);

        var table = browser.Render<TrialTable>(p => p.Add(t => t.View, View(new Recipe { Search = Search })).Add(t => t.Search, Search).Add(t => t.Findings, findings)
            .AddCascadingValue(new Place(new Visitor(Guid.NewGuid(), "Maja", "maja@example.org"), project, [project])).Add(t => t.Trials,
                [Child(1, ChildState.Finished, 0.7), Child(2, ChildState.Finished, 0.9), Child(3, ChildState.Pruned, 0.2) with { Reason = "Ended at evaluation 1." }]));

        Assert.Contains("3 of 4 trials are done, 1 of them ended early. The best so far is trial 2 with accuracy 0.9000.", table.Find(".children p").TextContent, StringComparison.Ordinal);
        Assert.Contains("like=7&trial=2", table.Find(".children p a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("best", table.Find("tr[aria-selected=true]").TextContent, StringComparison.Ordinal);
        Assert.Contains("5.2e-4", table.Find("tr[aria-selected=true]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Ended at evaluation 1.", table.Find(".child-reason").TextContent, StringComparison.Ordinal);
        Assert.Contains("100", table.Find("[data-file=run-7-importance] [role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_space_is_edited_field_by_field()
    {
        await using var browser = new BunitContext();
        SearchSettings? changed = null;
        var editor = browser.Render<SearchSpaceEditor>(p => p.Add(e => e.Search, Search).Add(e => e.SearchChanged, (SearchSettings s) => changed = s)
            .Add(e => e.Problems, [new RecipeProblem("search.space.optimizer.learning_rate.min", "A logarithmic range begins above 0.")]));

        Assert.Contains("space.optimizer.learning_rate.min", editor.Find(".field-problem").TextContent, StringComparison.Ordinal);
        editor.Find("input[aria-label^=Largest]").Change("0.01");
        Assert.Equal(0.01, changed!.Space["optimizer.learning_rate"].Max);
        editor.Find("#space-add").Change("batch_size");
        Assert.Equal(["8", "16", "32", "64"], changed.Space["batch_size"].Values!.Select(v => v.GetRawText()));
        editor.Find("select[aria-label^=Kind]").Change("choice");
        Assert.Equal("choice", changed.Space["optimizer.learning_rate"].Type);
        editor.Render(p => p.Add(e => e.Search, changed));
        editor.Find("input[aria-label^=Values]").Change("linear, 3, 0.5, true");
        Assert.Equal(
            [JsonValueKind.String, JsonValueKind.Number, JsonValueKind.Number, JsonValueKind.True], changed.Space["optimizer.learning_rate"].Values!.Select(v => v.ValueKind));
        editor.Find("button").Click();
        Assert.Empty(changed.Space);
    }

    private static FoldResult Fold(int number, double accuracy) => new(number, 80, 40, 10, 5, new Dictionary<string, double> { ["accuracy"] = accuracy }, 3);

    private static ChildRun Child(int number, ChildState state, double accuracy) => new()
    {
        Kind = ChildKind.Trial, Number = number, Count = 4, State = state, Step = 5, TotalSteps = 10,
        Metrics = new Dictionary<string, double> { ["accuracy"] = accuracy }, Values = new Dictionary<string, string> { ["optimizer.learning_rate"] = "0.00052" },
    };

    private static RunView View(Recipe recipe) => new(
        Guid.NewGuid(), Guid.NewGuid(), 7, "A run", recipe, Guid.NewGuid(), new string('a', 64), 1, Guid.NewGuid(), "tickets", "Maja", DateTime.UtcNow,
        new RunStatus { State = RunState.Running }, true);
}
